package org.blockwright.serve;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Messages about requests, models and options of a server. */
final class ServeProblems {
  private ServeProblems() {}

  // --- options and models

  static String outOfRange(String option, Object lowest, Object highest, Object got) {
    return "%s must be from %s to %s, got %s.".formatted(option, lowest, highest, got);
  }

  static String emptyToken() {
    return "The token is empty. Use at least 16 random characters, for example the output of: openssl rand -hex 16";
  }

  static String noModels() {
    return "There are no models to serve. Pass at least one saved model, such as runs/digits-1/model.zip.";
  }

  static String invalidName(String name) {
    return "\"%s\" is not a valid name of a served model: use letters, digits, '_', '-' and '.', or give it a name, such as digits=%s."
        .formatted(name, name);
  }

  static String duplicateName(String name, Path first, Path second) {
    return "%s and %s have the same name \"%s\". Give one of them another name, such as other=%s."
        .formatted(first, second, name, second);
  }

  static String portInUse(String host, int port, String reason) {
    return "The server cannot listen on %s:%s: %s. Choose another port with --port, or 0 for a free one."
        .formatted(host, port, reason);
  }

  static String loaded(String name, Path file) {
    return "%s: loaded %s".formatted(name, file);
  }

  static String reloaded(String name, Path file) {
    return "%s: %s has changed and is loaded again".formatted(name, file);
  }

  static String notReloaded(String name, String reason) {
    return "%s: the changed file is not used, the earlier model is kept: %s"
        .formatted(name, reason);
  }

  static String failed(String request, Throwable error) {
    return "request %s failed: %s. This is a bug, please report it.".formatted(request, error);
  }

  // --- requests

  static HttpProblem unknownPath(String path) {
    return new HttpProblem(
        404, "There is nothing at %s. GET /openapi.yaml lists all paths.".formatted(shown(path)));
  }

  static HttpProblem unknownModel(String name, Collection<String> models) {
    return new HttpProblem(
        404,
        "The model \"%s\" does not exist. Models: %s."
            .formatted(shown(name), String.join(", ", models)));
  }

  static HttpProblem wrongMethod(String method, String path, List<String> allowed) {
    return new HttpProblem(
            405,
            "%s does not support %s. Use %s."
                .formatted(shown(path), shown(method), String.join(" or ", allowed)))
        .with("Allow", String.join(", ", allowed));
  }

  static HttpProblem unauthorized() {
    return new HttpProblem(
            401, "A token is required. Send the header \"Authorization: Bearer TOKEN\".")
        .with("WWW-Authenticate", "Bearer");
  }

  static HttpProblem otherOrigin() {
    return new HttpProblem(
        403,
        "The request comes from a page of another site. Send it from a program or from this server's page.");
  }

  static HttpProblem bodyTooLarge(long limit) {
    return new HttpProblem(
        413, "The body is larger than %s bytes. Send fewer or smaller images.".formatted(limit));
  }

  static HttpProblem bodyTimeout(long seconds) {
    return new HttpProblem(
        408, "The body was not complete within %s seconds. Send it faster.".formatted(seconds));
  }

  static HttpProblem brokenBody() {
    return new HttpProblem(400, "The body ended early. Send it completely.");
  }

  static HttpProblem emptyBody() {
    return new HttpProblem(
        400, "The body is empty. Send the bytes of an image file, or a multipart form with one.");
  }

  static HttpProblem encodedBody(String encoding) {
    return new HttpProblem(
        415,
        "Content-Encoding %s is not supported. Send the body as it is.".formatted(shown(encoding)));
  }

  static HttpProblem invalidMultipart(String reason) {
    return new HttpProblem(
        400,
        "The multipart form is not valid: %s. Send it as RFC 7578 describes.".formatted(reason));
  }

  static HttpProblem imageCount(int count) {
    return new HttpProblem(
        400,
        "The form has %s files, expected one. Send a request for each image.".formatted(count));
  }

  static HttpProblem undecodable(String reason) {
    return new HttpProblem(422, reason);
  }

  static HttpProblem invalidTop(String text) {
    return new HttpProblem(
        400, "top must be a whole number from 1, got %s.".formatted(shown(text)));
  }

  static HttpProblem invalidJson(String reason) {
    return new HttpProblem(400, "The body is not a valid inference request: %s.".formatted(reason));
  }

  static HttpProblem binaryData() {
    return invalidJson(
        "tensors in binary form are not supported; send JSON, with tritonclient by binary_data=False");
  }

  static HttpProblem busy(String what) {
    return new HttpProblem(429, "The server is busy: %s. Try again later.".formatted(what))
        .with("Retry-After", "1");
  }

  static HttpProblem timeout(long seconds) {
    return new HttpProblem(
            503, "The request took longer than %s seconds. Try again later.".formatted(seconds))
        .with("Retry-After", "1");
  }

  static HttpProblem shuttingDown() {
    return new HttpProblem(503, "The server is shutting down. Try again later.")
        .with("Retry-After", "1");
  }

  static HttpProblem outOfMemory() {
    return new HttpProblem(503, "The server is out of memory. Try again later.")
        .with("Retry-After", "1");
  }

  static HttpProblem notFinite() {
    return new HttpProblem(
        422,
        "The output for these values is NaN or infinite. Check them, or the weights of the model.");
  }

  static HttpProblem internal(String id) {
    return new HttpProblem(
        500, "The server failed. Its log has the reason for request %s.".formatted(id));
  }

  /** Shortens text of a request, and removes what is not printable. */
  static String shown(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() <= 100 ? printable : printable.substring(0, 100) + "...";
  }
}
