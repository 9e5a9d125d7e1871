package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /predictions/{name}}. */
class PredictionTest {
  @TempDir private static Path folder;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    TestModel.save(folder.resolve("colors.zip"), "blue", "red");
    server =
        ModelServer.start(
            List.of(ModelSource.parse(folder.resolve("colors.zip").toString())),
            ServerOptions.defaults().listen("127.0.0.1", 0).limits(100_000, 10_000, 4),
            line -> {},
            line -> {});
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static byte[] form(String... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String part : parts) {
      out.writeBytes(("--XX\r\n" + part + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    out.writeBytes("--XX--\r\n".getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static String file(byte[] content) {
    return "Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n"
        + "Content-Type: image/png\r\n\r\n"
        + new String(content, StandardCharsets.ISO_8859_1);
  }

  private static HttpResponse<String> postForm(byte[] form) {
    return client.post(
        "/predictions/colors", form, "Content-Type", "multipart/form-data; boundary=XX");
  }

  @ParameterizedTest
  @CsvSource({"png", "jpg", "gif", "bmp"})
  void bytesOfAnImageGiveClassesWithTheirProbabilities(String format) {
    JsonNode classes =
        Client.json(client.post("/predictions/colors", TestModel.image(format, Color.RED, 30, 20)));

    assertThat(classes).hasSize(2);
    assertThat(classes.get(0).get("className").asText()).isEqualTo("red");
    assertThat(classes.get(0).get("probability").asDouble())
        .isCloseTo(TestModel.probability(), within(1e-2));
    assertThat(classes.get(1).get("className").asText()).isEqualTo("blue");
  }

  @Test
  void formWithOneFileGivesItsClasses() {
    String field = "Content-Disposition: form-data; name=\"comment\"\r\n\r\nno file";

    HttpResponse<String> response = postForm(form(field, file(TestModel.blue())));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Client.json(response).get(0).get("className").asText()).isEqualTo("blue");
  }

  @Test
  void topLimitsTheNumberOfClasses() {
    assertThat(Client.json(client.post("/predictions/colors?top=1", TestModel.red()))).hasSize(1);
  }

  @Test
  void invalidTopIsRejected() {
    HttpResponse<String> response = client.post("/predictions/colors?top=none", TestModel.red());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.error(response)).isEqualTo("top must be a whole number from 1, got none.");
  }

  @Test
  void unknownModelIsNotFound() {
    HttpResponse<String> response = client.post("/predictions/other", TestModel.red());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(Client.error(response))
        .isEqualTo("The model \"other\" does not exist. Models: colors.");
  }

  @Test
  void emptyBodyIsRejected() {
    HttpResponse<String> response = client.post("/predictions/colors", new byte[0]);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.error(response)).startsWith("The body is empty.");
  }

  @Test
  void bodyThatIsNoImageIsRejected() {
    HttpResponse<String> response =
        client.post("/predictions/colors", "%PDF-1.7 text".getBytes(StandardCharsets.UTF_8));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.error(response)).startsWith("The image cannot be decoded: ");
  }

  @Test
  void imageWithTooManyPixelsIsRejectedWithoutDecodingIt() {
    HttpResponse<String> response =
        client.post("/predictions/colors", TestModel.image("png", Color.RED, 101, 100));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.error(response))
        .isEqualTo(
            "The image cannot be decoded: it has 101 x 100 pixels; the limit is 10000; reduce its size.");
  }

  @Test
  void bodyBeyondTheLimitIsRejectedAndTheAnswerIsRead() {
    HttpResponse<String> response = client.post("/predictions/colors", new byte[5_000_000]);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Client.error(response))
        .isEqualTo("The body is larger than 100000 bytes. Send fewer or smaller images.");
  }

  @Test
  void formWithoutFileIsRejected() {
    HttpResponse<String> response =
        postForm(form("Content-Disposition: form-data; name=\"a\"\r\n\r\ntext"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.error(response))
        .isEqualTo("The form has 0 files, expected one. Send a request for each image.");
  }

  @Test
  void brokenFormIsRejected() {
    byte[] form = form(file(TestModel.red()));

    HttpResponse<String> response = postForm(java.util.Arrays.copyOf(form, form.length - 20));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.error(response)).startsWith("The multipart form is not valid: ");
  }

  @Test
  void compressedBodyIsRejected() {
    HttpResponse<String> response =
        client.post("/predictions/colors", TestModel.red(), "Content-Encoding", "gzip");

    assertThat(response.statusCode()).isEqualTo(415);
  }

  @Test
  void otherMethodIsRejectedWithTheOneToUse() {
    HttpResponse<String> response = client.get("/predictions/colors");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("POST");
  }
}
