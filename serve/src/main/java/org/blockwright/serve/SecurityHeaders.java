package org.blockwright.serve;

import org.eclipse.jetty.http.HttpFields;

/** Headers of every answer: browsers neither guess types, nor frame, store or share answers. */
final class SecurityHeaders {
  private SecurityHeaders() {}

  static void addTo(HttpFields.Mutable fields) {
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("X-Frame-Options", "DENY");
    fields.put("Referrer-Policy", "no-referrer");
    fields.put("Cross-Origin-Resource-Policy", "same-origin");
    fields.put("Cross-Origin-Opener-Policy", "same-origin");
    fields.put("Cache-Control", "no-store");
    fields.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
}
