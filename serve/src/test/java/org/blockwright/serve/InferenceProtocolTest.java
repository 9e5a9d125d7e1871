package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paths under {@code /v2}, as the Open Inference Protocol specifies them. */
class InferenceProtocolTest {
  private static final String INFER = "/v2/models/colors/infer";

  @TempDir private static Path folder;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    TestModel.save(folder.resolve("colors.zip"), "blue", "red");
    server =
        ModelServer.start(
            List.of(ModelSource.parse("colors=" + folder.resolve("colors.zip"))),
            ServerOptions.defaults().listen("127.0.0.1", 0).limits(1_000_000, 10_000, 4),
            line -> {},
            line -> {});
    client = new Client(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String request(String datatype, String shape, String data) {
    return "{\"id\":\"7\",\"inputs\":[{\"name\":\"input\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}"
        .formatted(datatype, shape, data);
  }

  private static String repeated(String value, int count) {
    return "[" + String.join(",", Collections.nCopies(count, value)) + "]";
  }

  /** Requires an answer with the probabilities of one blue and one red image, in this order. */
  private static void assertBlueAndRed(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode json = Client.json(response);
    assertThat(json.get("model_name").asText()).isEqualTo("colors");
    assertThat(json.get("id").asText()).isEqualTo("7");
    JsonNode output = json.get("outputs").get(0);
    assertThat(output.get("datatype").asText()).isEqualTo("FP32");
    assertThat(output.get("shape")).hasToString("[2,2]");
    double p = TestModel.probability();
    double[] expected = {p, 1 - p, 1 - p, p};
    for (int i = 0; i < 4; i++) {
      assertThat(output.get("data").get(i).asDouble()).isCloseTo(expected[i], within(1e-5));
    }
  }

  @Test
  void bytesAreImageFilesInBase64() {
    String blue = Base64.getEncoder().encodeToString(TestModel.blue());
    String red = Base64.getEncoder().encodeToString(TestModel.red());

    assertBlueAndRed(
        client.post(INFER, request("BYTES", "[2]", "[\"%s\",\"%s\"]".formatted(blue, red))));
  }

  @Test
  void unsignedBytesArePixelsOfAnySize() {
    String data = "[[[[0,0,255],[0,0,255]]],[[[255,0,0],[255,0,0]]]]";

    assertBlueAndRed(client.post(INFER, request("UINT8", "[2,1,2,3]", data)));
  }

  @Test
  void floatsArePreprocessedValuesInTheOrderHeightWidthChannel() {
    String blue = String.join(",", Collections.nCopies(64, "0,0,1"));
    String red = String.join(",", Collections.nCopies(64, "1.0,0,0"));

    assertBlueAndRed(
        client.post(INFER, request("FP32", "[2,8,8,3]", "[" + blue + "," + red + "]")));
  }

  @Test
  void fieldsMayComeInAnyOrderAndUnknownOnesAreIgnored() {
    String red = Base64.getEncoder().encodeToString(TestModel.red());
    String json =
        "{\"parameters\":{\"a\":[1,{}]},\"outputs\":[],\"inputs\":[{\"data\":[\"%s\"],\"shape\":[1],\"parameters\":{},\"datatype\":\"BYTES\",\"name\":\"input\"}]}"
            .formatted(red);

    assertThat(client.post(INFER, json).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text | it is not",
        "{\"inputs\":[ | Unexpected end-of-input",
        "{} | \"inputs\" must have one tensor, got 0",
        "{\"inputs\":[{\"name\":\"x\"}]} | \"inputs\" has the tensor \"x\", expected \"input\"",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"INT8\"}]} | \"datatype\" must be BYTES, UINT8 or FP32, got \"INT8\"",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"BYTES\",\"shape\":[1,1],\"data\":[\"\"]}]} | BYTES needs the shape [images], got [1, 1]",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"BYTES\",\"shape\":[5],\"data\":[]}]} | it must have 1 to 4 images, got 5",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"?\"]}]} | data of BYTES must be strings in base64",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"UINT8\",\"shape\":[1,1,1,3],\"data\":[0,0,256]}]} | data of UINT8 must be whole numbers from 0 to 255",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"UINT8\",\"shape\":[1,1,1,3],\"data\":[0,0]}]} | the shape [1, 1, 1, 3] has 3 values, but \"data\" has 2",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"UINT8\",\"shape\":[1,4294967296,4294967296,3],\"data\":[]}]} | images must have 1 to 10000 pixels, got 4294967296 x 4294967296",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,3,8,8],\"data\":[]}]} | the shape of FP32 must be [1, 8, 8, 3], got [1, 3, 8, 8]",
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[null]}]} | \"data\" has a value that is neither number nor string",
        "{\"outputs\":[{\"name\":\"x\"}],\"inputs\":[{\"name\":\"input\"}]} | there is no output \"x\"",
      })
  void invalidRequestsAreRejectedWithTheReason(String json, String reason) {
    HttpResponse<String> response = client.post(INFER, json);

    assertThat(response.statusCode()).isEqualTo(400);
    if (!reason.equals("it is not")) {
      assertThat(Client.error(response)).contains(reason);
    }
  }

  @Test
  void numbersThatOverflowInTheNetworkAreTheClientsProblem() {
    HttpResponse<String> infinite =
        client.post(INFER, request("FP32", "[1,8,8,3]", repeated("1e300", 192)));
    HttpResponse<String> overflow =
        client.post(INFER, request("FP32", "[1,8,8,3]", repeated("3e38", 192)));

    assertThat(infinite.statusCode()).isEqualTo(400);
    assertThat(overflow.statusCode()).as(overflow.body()).isEqualTo(422);
  }

  @Test
  void tensorsInBinaryFormAreRejectedWithWhatToDo() {
    HttpResponse<String> response =
        client.post(INFER, new byte[20], "Inference-Header-Content-Length", "10");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.error(response))
        .isEqualTo(
            "The body is not a valid inference request: tensors in binary form are not supported; send JSON, with tritonclient by binary_data=False.");
  }

  @Test
  void serverAndModelAreDescribed() {
    assertThat(Client.json(client.get("/v2")).get("name").asText()).isEqualTo("blockwright");
    JsonNode model = Client.json(client.get("/v2/models/colors"));
    assertThat(model.get("inputs").get(0).get("name").asText()).isEqualTo("input");
    assertThat(model.get("outputs").get(0).get("shape")).hasToString("[-1,2]");
    assertThat(model.get("outputs").get(0).get("parameters").get("labels"))
        .hasToString("[\"blue\",\"red\"]");
    assertThat(client.get("/v2/models/other").statusCode()).isEqualTo(404);
  }

  @Test
  void healthIsReported() {
    assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(200);
    assertThat(client.get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(client.get("/v2/models/colors/ready").statusCode()).isEqualTo(200);
  }
}
