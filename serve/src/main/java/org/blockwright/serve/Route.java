package org.blockwright.serve;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** The paths of a server. {@code openapi.yaml} describes the same ones; a test compares them. */
enum Route {
  PAGE("GET", "/", false),
  OPENAPI("GET", "/openapi.yaml", false),
  METRICS("GET", "/metrics", true),
  MODELS("GET", "/models", true),
  PREDICT("POST", "/predictions/{name}", true),
  SERVER("GET", "/v2", true),
  LIVE("GET", "/v2/health/live", false),
  READY("GET", "/v2/health/ready", false),
  MODEL("GET", "/v2/models/{name}", true),
  MODEL_READY("GET", "/v2/models/{name}/ready", true),
  INFER("POST", "/v2/models/{name}/infer", true);

  private static final String NAME = "{name}";

  private final String method;
  private final String template;
  private final boolean needsToken;
  private final ImmutableList<String> segments;

  Route(String method, String template, boolean needsToken) {
    this.method = method;
    this.template = template;
    this.needsToken = needsToken;
    this.segments = ImmutableList.copyOf(template.split("/", -1));
  }

  /**
   * A path that matches a route.
   *
   * @param name the name of the model in it; empty if the route has none
   */
  record Match(Route route, String name) {}

  /**
   * Finds the route of a request. {@code HEAD} is answered like {@code GET}.
   *
   * @param path the decoded path
   * @throws HttpProblem 404 or 405
   */
  static Match find(String method, String path) {
    List<String> parts = List.of(withoutSlashAtEnd(path).split("/", -1));
    ImmutableList.Builder<String> allowed = ImmutableList.builder();
    for (Route route : values()) {
      Optional<String> name = route.match(parts);
      if (name.isPresent()) {
        if (route.method.equals(method) || route.method.equals("GET") && method.equals("HEAD")) {
          return new Match(route, name.get());
        }
        allowed.add(route.method);
      }
    }
    List<String> others = allowed.build();
    throw others.isEmpty()
        ? ServeProblems.unknownPath(path)
        : ServeProblems.wrongMethod(method, path, others);
  }

  private static String withoutSlashAtEnd(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private Optional<String> match(List<String> parts) {
    if (parts.size() != segments.size()) {
      return Optional.empty();
    }
    String name = "";
    for (int i = 0; i < parts.size(); i++) {
      if (segments.get(i).equals(NAME)) {
        name = parts.get(i);
      } else if (!segments.get(i).equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(name);
  }

  String method() {
    return method;
  }

  String template() {
    return template;
  }

  /** Returns whether a request needs the token, if the server has one. */
  boolean needsToken() {
    return needsToken;
  }
}
