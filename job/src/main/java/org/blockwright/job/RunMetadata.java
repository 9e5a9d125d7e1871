package org.blockwright.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockwright.engine.Versions;

/** What is recorded beside a job to reproduce its results: versions, platform and data hashes. */
final class RunMetadata {
  /** The key of the entries in run.yaml. */
  static final String KEY = "metadata";

  /** The key of the SHA-256 of the split. */
  static final String SPLIT = "split sha256";

  private RunMetadata() {}

  /** Returns the time, the versions and the platform. */
  static Map<String, String> environment() {
    Versions versions = Versions.read();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("created", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("blockwright", version());
    metadata.put("dl4j", versions.deeplearning4j() + ", " + versions.classifier());
    metadata.put("java", versions.java());
    metadata.put(
        "platform",
        "%s %s, %s processors"
            .formatted(
                versions.os(),
                versions.architecture(),
                Runtime.getRuntime().availableProcessors()));
    return metadata;
  }

  private static String version() {
    return Optional.ofNullable(RunMetadata.class.getPackage().getImplementationVersion())
        .orElse("not packaged");
  }

  /** Returns the number of images of each subset, and a hash over their names and contents. */
  static Map<String, String> data(ImageSplits images) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("training images", String.valueOf(images.train().size()));
    metadata.put("validation images", String.valueOf(images.validation().size()));
    images.test().ifPresent(test -> metadata.put("test images", String.valueOf(test.size())));
    images.split().ifPresent(split -> metadata.put(SPLIT, split.sha256()));
    metadata.put("training data sha256", images.train().hash());
    metadata.put("validation data sha256", images.validation().hash());
    images.test().ifPresent(test -> metadata.put("test data sha256", test.hash()));
    return metadata;
  }
}
