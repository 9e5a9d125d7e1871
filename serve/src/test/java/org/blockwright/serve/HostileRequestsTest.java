package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is never answered with 500, and leaves nothing behind. */
class HostileRequestsTest {
  @TempDir private Path folder;
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private ModelServer server;
  private Client client;

  @BeforeEach
  void start() {
    TestModel.save(folder.resolve("colors.zip"), "blue", "red");
    server =
        ModelServer.start(
            List.of(ModelSource.parse(folder.resolve("colors.zip").toString())),
            ServerOptions.defaults()
                .listen("127.0.0.1", 0)
                .limits(2 << 20, 1_000_000, 8)
                .timeout(Duration.ofSeconds(5)),
            log::add,
            line -> {});
    client = new Client(server);
  }

  /** Requires that the server still works and has nothing reserved, and ends it. */
  @AfterEach
  void requireNothingLeft() {
    assertThat(
            Client.json(client.post("/predictions/colors", TestModel.red()))
                .get(0)
                .get("className")
                .asText())
        .isEqualTo("red");
    String idle = "blockwright_queue_images{model=\"colors\"} 0.0";
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!client.get("/metrics").body().contains(idle)) {
      assertThat(System.nanoTime()).as("places are freed").isLessThan(deadline);
    }
    assertThat(client.get("/metrics").body()).doesNotContain("status=\"500\"");
    server.close();
    assertThat(log).noneMatch(line -> line.contains("bug"));
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    out.writeInt(data.length);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    out.write(name);
    out.write(data);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt((int) crc.getValue());
  }

  /** A PNG of one color, whose pixels are compressed a thousand times. */
  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    Deflater deflater = new Deflater(9);
    byte[] row = new byte[3 * width + 1];
    byte[] buffer = new byte[1 << 16];
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int i = 0; i < height; i++) {
      deflater.setInput(row);
      if (i == height - 1) {
        deflater.finish();
      }
      int count = deflater.deflate(buffer);
      while (count > 0) {
        data.write(buffer, 0, count);
        count = deflater.deflate(buffer);
      }
    }
    deflater.end();
    chunk(out, "IDAT", data.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  @Test
  void decompressionBombIsRejectedByItsHeader() throws IOException {
    byte[] bomb = png(30_000, 3000);
    assertThat(bomb.length).isLessThan(1 << 20);

    HttpResponse<String> response = client.post("/predictions/colors", bomb);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.error(response)).contains("it has 30000 x 3000 pixels; the limit is 1000000");
  }

  /** The header has few pixels, the data many: what is beyond the header is not decompressed. */
  @Test
  void pixelsBeyondTheHeaderDoNotTakeMemory() throws IOException {
    byte[] bomb = png(30_000, 3000);
    bomb[16 + 2] = 0;
    bomb[16 + 3] = 10;
    CRC32 crc = new CRC32();
    crc.update(bomb, 12, 17);
    java.nio.ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());

    assertThat(client.post("/predictions/colors", bomb).statusCode()).isIn(200, 422);
  }

  @Test
  void jpegWithThousandsOfScansIsRejected() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", bytes);
    byte[] jpeg = bytes.toByteArray();
    int scan = indexOfScan(jpeg);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, scan);
    for (int i = 0; i < 3000; i++) {
      many.write(jpeg, scan, jpeg.length - 2 - scan);
    }
    many.write(jpeg, jpeg.length - 2, 2);

    HttpResponse<String> response = client.post("/predictions/colors", many.toByteArray());

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(Client.error(response)).contains("it has 3000 scans; the limit is 100");
  }

  private static int indexOfScan(byte[] jpeg) {
    int i = 0;
    while (jpeg[i] != (byte) 0xff || jpeg[i + 1] != (byte) 0xda) {
      i++;
    }
    return i;
  }

  @Test
  void wrongTypesAreRejected() {
    for (String content : List.of("<svg/>", "GIF89a", "BM", "{}", "\u0000", "RIFF....WEBPVP8 ")) {
      assertThat(
              client
                  .post("/predictions/colors", content.getBytes(StandardCharsets.ISO_8859_1))
                  .statusCode())
          .as(content)
          .isEqualTo(422);
    }
  }

  @Test
  void slowBodiesTakeNoThreads() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 150; i++) {
        Socket socket = new Socket("127.0.0.1", server.port());
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                "POST /predictions/colors HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx"
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }

      assertThat(client.post("/predictions/colors", TestModel.blue()).statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void clientsThatDisappearFreeTheirPlaces() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        socket
            .getOutputStream()
            .write(
                "POST /predictions/colors HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      }
    }
  }

  @Test
  void fuzzedRequestsAreAnsweredWithoutServerErrors() throws IOException {
    fuzz(200);
  }

  @Test
  @Tag("soak")
  void manyFuzzedRequestsAreAnsweredWithoutServerErrors() throws IOException {
    fuzz(10_000);
    System.gc();
    long before = used();

    fuzz(2000);
    System.gc();

    assertThat(used()).isLessThan(before + (32 << 20));
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Sends valid requests with some bytes changed, removed or inserted, as raw bytes. */
  private void fuzz(int count) throws IOException {
    Random random = new Random(11);
    List<byte[]> seeds = seeds();
    for (int i = 0; i < count; i++) {
      byte[] request = mutated(seeds.get(random.nextInt(seeds.size())), random);
      String answer = exchange(request);
      assertThat(answer)
          .as(() -> new String(request, StandardCharsets.ISO_8859_1))
          .matches(text -> text.isEmpty() || text.startsWith("HTTP/1.1 "))
          .doesNotStartWith("HTTP/1.1 500")
          .doesNotStartWith("HTTP/1.1 503");
    }
  }

  private static List<byte[]> seeds() {
    String json =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}]}";
    String base64 = Base64.getEncoder().encodeToString(TestModel.red());
    byte[] form =
        ("--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"
                + new String(TestModel.red(), StandardCharsets.ISO_8859_1)
                + "\r\n--XX--\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        post("/predictions/colors?top=1", "image/png", TestModel.red()),
        post("/predictions/colors", "image/gif", TestModel.image("gif", Color.BLUE, 9, 9)),
        post("/predictions/colors", "image/jpeg", TestModel.image("jpg", Color.BLUE, 40, 30)),
        post("/predictions/colors", "image/bmp", TestModel.image("bmp", Color.BLUE, 5, 5)),
        post("/predictions/colors", "multipart/form-data; boundary=XX", form),
        post(
            "/v2/models/colors/infer",
            "application/json",
            json.formatted("BYTES", "[1]", "[\"" + base64 + "\"]")
                .getBytes(StandardCharsets.UTF_8)),
        post(
            "/v2/models/colors/infer",
            "application/json",
            json.formatted("UINT8", "[1,1,2,3]", "[1,2,3,4,5,6]").getBytes(StandardCharsets.UTF_8)),
        "GET /v2/models/colors HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] post(String path, String type, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %s\r\n\r\n"
            .formatted(path, type, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt(256);
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = without(bytes, at, 1 + random.nextInt(20));
        default -> bytes = with(bytes, at, random);
      }
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    int end = Math.min(bytes.length, at + count);
    byte[] shorter = new byte[Math.max(1, bytes.length - (end - at))];
    System.arraycopy(bytes, 0, shorter, 0, Math.min(at, shorter.length));
    int rest = Math.min(bytes.length - end, shorter.length - at);
    if (rest > 0) {
      System.arraycopy(bytes, end, shorter, at, rest);
    }
    return shorter;
  }

  private static byte[] with(byte[] bytes, int at, Random random) {
    byte[] longer = new byte[bytes.length + 3];
    random.nextBytes(longer);
    System.arraycopy(bytes, 0, longer, 0, at);
    System.arraycopy(bytes, at, longer, at + 3, bytes.length - at);
    return longer;
  }

  /** Sends bytes, ends the sending, and reads the answer; empty if the connection is closed. */
  private String exchange(byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (java.net.SocketTimeoutException e) {
        throw new AssertionError("the server hangs", e);
      } catch (IOException e) {
        // The server has closed the connection.
        return "";
      }
    }
  }
}
