package org.blockwright.serve;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The files that the server sends as they are. */
final class Page {
  private final byte[] html = resource("page.html");
  private final byte[] openapi = resource("openapi.yaml");
  private final Map<String, String> headers;

  Page() {
    String text = new String(html, StandardCharsets.UTF_8);
    headers =
        Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src %s; style-src %s; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                .formatted(
                    hash(between(text, "<script>", "</script>")),
                    hash(between(text, "<style>", "</style>"))));
  }

  private static byte[] resource(String name) {
    try {
      return Resources.toByteArray(Resources.getResource(Page.class, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static String hash(String content) {
    byte[] sha256 = Hashing.sha256().hashString(content, StandardCharsets.UTF_8).asBytes();
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
  }

  byte[] html() {
    return html;
  }

  /** Headers of the page: a policy that allows its own script and style only. */
  Map<String, String> headers() {
    return headers;
  }

  byte[] openapi() {
    return openapi;
  }
}
