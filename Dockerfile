# A server of models from the zip of a release: ./mvnw -Prelease package -DskipTests && docker build -t blockwright .
FROM eclipse-temurin:17-jre
RUN apt-get update && apt-get install -y --no-install-recommends unzip libgomp1 && rm -rf /var/lib/apt/lists/*
COPY app/target/blockwright-*.zip /tmp/blockwright.zip
# The first call creates an archive of classes, which makes each start faster.
RUN unzip -q /tmp/blockwright.zip -d /opt && mv /opt/blockwright-* /opt/blockwright && rm /tmp/blockwright.zip && /opt/blockwright/blockwright --version
USER 10001
EXPOSE 8080
ENTRYPOINT ["/opt/blockwright/blockwright", "serve", "--host", "0.0.0.0"]
