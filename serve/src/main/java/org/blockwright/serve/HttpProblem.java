package org.blockwright.serve;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** A request that is answered with an error. */
final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;

  private HttpProblem(int status, String message, Map<String, String> headers) {
    // No stack trace: caused by the request, and many of them must be cheap.
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  HttpProblem(int status, String message) {
    this(status, message, ImmutableMap.of());
  }

  /** Returns the same problem with a further header of the answer. */
  HttpProblem with(String name, String value) {
    return new HttpProblem(
        status,
        getMessage(),
        ImmutableMap.<String, String>builder().putAll(headers).put(name, value).buildOrThrow());
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }
}
