package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages that no other test has in full. */
class ServeProblemsTest {
  @Test
  void ofModels() {
    assertThat(ServeProblems.duplicateName("a", Path.of("x/a.zip"), Path.of("y/a.zip")))
        .isEqualTo(
            "x/a.zip and y/a.zip have the same name \"a\". Give one of them another name, such as other=y/a.zip.");
    assertThat(ServeProblems.loaded("a", Path.of("a.zip"))).isEqualTo("a: loaded a.zip");
    assertThat(ServeProblems.reloaded("a", Path.of("a.zip")))
        .isEqualTo("a: a.zip has changed and is loaded again");
    assertThat(ServeProblems.notReloaded("a", "it is damaged."))
        .isEqualTo("a: the changed file is not used, the earlier model is kept: it is damaged.");
    assertThat(ServeProblems.portInUse("::1", 80, "Permission denied"))
        .isEqualTo(
            "The server cannot listen on ::1:80: Permission denied. Choose another port with --port, or 0 for a free one.");
    assertThat(ServeProblems.emptyToken())
        .isEqualTo(
            "The token is empty. Use at least 16 random characters, for example the output of: openssl rand -hex 16");
    assertThat(ServeProblems.failed("r1", new IllegalStateException("odd")))
        .isEqualTo(
            "request r1 failed: java.lang.IllegalStateException: odd. This is a bug, please report it.");
  }

  private static void assertProblem(HttpProblem problem, int status, String message) {
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem).hasMessage(message);
  }

  @Test
  void ofRequests() {
    assertProblem(
        ServeProblems.unknownPath("/x\u0001"),
        404,
        "There is nothing at /x?. GET /openapi.yaml lists all paths.");
    assertProblem(
        ServeProblems.wrongMethod("PUT", "/v2", List.of("GET")),
        405,
        "/v2 does not support PUT. Use GET.");
    assertProblem(
        ServeProblems.unauthorized(),
        401,
        "A token is required. Send the header \"Authorization: Bearer TOKEN\".");
    assertProblem(
        ServeProblems.otherOrigin(),
        403,
        "The request comes from a page of another site. Send it from a program or from this server's page.");
    assertProblem(
        ServeProblems.bodyTimeout(30),
        408,
        "The body was not complete within 30 seconds. Send it faster.");
    assertProblem(ServeProblems.brokenBody(), 400, "The body ended early. Send it completely.");
    assertProblem(
        ServeProblems.emptyBody(),
        400,
        "The body is empty. Send the bytes of an image file, or a multipart form with one.");
    assertProblem(
        ServeProblems.encodedBody("gzip"),
        415,
        "Content-Encoding gzip is not supported. Send the body as it is.");
    assertProblem(
        ServeProblems.invalidMultipart("it has no end"),
        400,
        "The multipart form is not valid: it has no end. Send it as RFC 7578 describes.");
    assertProblem(
        ServeProblems.timeout(30),
        503,
        "The request took longer than 30 seconds. Try again later.");
    assertProblem(
        ServeProblems.shuttingDown(), 503, "The server is shutting down. Try again later.");
    assertProblem(
        ServeProblems.outOfMemory(), 503, "The server is out of memory. Try again later.");
    assertProblem(
        ServeProblems.notFinite(),
        422,
        "The output for these values is NaN or infinite. Check them, or the weights of the model.");
    assertProblem(
        ServeProblems.internal("r1"),
        500,
        "The server failed. Its log has the reason for request r1.");
  }

  @Test
  void longTextOfARequestIsShortened() {
    assertThat(ServeProblems.shown("x".repeat(200))).isEqualTo("x".repeat(100) + "...");
  }
}
