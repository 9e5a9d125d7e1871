package org.blockwright.weights.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;

/** Messages about files of the cache and their download, one line each. */
final class DownloadProblems {
  private DownloadProblems() {}

  static UsageException invalidFolder(String variable, String value, Throwable cause) {
    return new UsageException(
        "%s is \"%s\", which is not a path. Set it to a folder, or remove it."
            .formatted(variable, value),
        cause);
  }

  static WeightsException offline(WeightsEntry entry, Path cache) {
    return new WeightsException(
        "The weights \"%s\" are not in the cache %s, and nothing is downloaded with --offline. Run \"weights fetch %s\" with internet access, or download %s elsewhere and %s."
            .formatted(
                entry.name(), cache, entry.name(), entry.urls().get(0), useOfDownload(entry)));
  }

  static WeightsException importOnly(WeightsEntry entry, Path cache) {
    return new WeightsException(
        "The weights \"%s\" are not in the cache %s and cannot be downloaded: no address of their file is known. Get %s (%s; %s) and run \"weights import FILE\", or give it as --weights FILE."
            .formatted(
                entry.name(), cache, entry.file(), identity(entry), "source: " + entry.source()));
  }

  /** Adds what can be used instead of weights that are not in the cache. */
  static WeightsException withOthers(WeightsException e, String network, List<String> others) {
    return new WeightsException(
        "%s Other weights of %s are in the cache: --weights %s."
            .formatted(e.getMessage(), network, String.join(" or ", others)),
        e);
  }

  private static String identity(WeightsEntry entry) {
    String bytes = entry.bytes().isPresent() ? bytes(entry.bytes().getAsLong()) + ", " : "";
    return bytes
        + entry
            .sha256()
            .map(hash -> "SHA-256 " + hash)
            .orElseGet(() -> "MD5 " + entry.md5().orElseThrow());
  }

  static WeightsException downloadFailed(WeightsEntry entry, List<Failure> failures) {
    URI first = entry.urls().get(0);
    return new WeightsException(
        "Cannot download the weights \"%s\": %s. Check the network, and the proxy settings of Java (JAVA_TOOL_OPTIONS=-Dhttps.proxyHost=HOST), or download %s elsewhere and %s."
            .formatted(
                entry.name(),
                failures.stream().map(Failure::toString).collect(Collectors.joining("; ")),
                first,
                useOfDownload(entry)));
  }

  /** A file whose hash is not known cannot be recognized. */
  private static String useOfDownload(WeightsEntry entry) {
    return entry.hasHash()
        ? "run \"weights import FILE\""
        : "give it as --weights FILE --preprocessing " + entry.preprocessing().name();
  }

  /** Why an address failed. */
  record Failure(URI url, String reason) {
    @Override
    public String toString() {
      return "%s: %s".formatted(url.getHost(), reason);
    }
  }

  static WeightsException unknownFile(Path file, long bytes, String sha256, Path userEntries) {
    return new WeightsException(
        "%s is not a known weights file (%s, SHA-256 %s). Use it as --weights FILE, or describe it in %s."
            .formatted(file, bytes(bytes), sha256, userEntries));
  }

  static UsageException noDefault(String network, List<WeightsEntry> others) {
    String known =
        others.isEmpty()
            ? "No weights of this network are known"
            : "Known are "
                + others.stream().map(WeightsEntry::name).collect(Collectors.joining(", "));
    return new UsageException(
        "There are no weights \"imagenet\" for the network \"%s\". %s; give a file or a name that \"weights list\" shows."
            .formatted(network, known));
  }

  static String unverified(WeightsEntry entry) {
    if (!entry.hasHash()) {
      return "weights %s are not verified: no hash of their file is known, only its size is compared with the number of parameters"
          .formatted(entry.name());
    }
    return "weights %s are not verified: size and hash are quoted from their source, %s"
        .formatted(entry.name(), entry.source());
  }

  static String damaged(Path file, String reason) {
    return "%s is damaged (%s), downloading it again".formatted(file, reason);
  }

  static WeightsException damagedOffline(Path file, String reason) {
    return new WeightsException(
        "%s is damaged: %s. Remove it, and fetch or import the weights again."
            .formatted(file, reason));
  }

  static String waiting(String name) {
    return "waiting for another process that downloads the weights " + name;
  }

  static String wrongSize(long bytes, long expected) {
    return "the file has %s, expected %s".formatted(bytes(bytes), bytes(expected));
  }

  static String impossibleSize(long bytes, long parameters) {
    return String.format(
        Locale.ROOT, "the file has %s for %,d parameters of 4 bytes", bytes(bytes), parameters);
  }

  static String wrongHash(String kind, String hash, String expected) {
    return "the file has the %s %s, expected %s".formatted(kind, hash, expected);
  }

  static String status(int status) {
    return status >= 300 && status < 400
        ? "HTTP status %s: too many redirects, or one from https to http".formatted(status)
        : "HTTP status %s".formatted(status);
  }

  static String webPage(String type) {
    return "the server sent a page (%s) instead of the file".formatted(type);
  }

  static String noAnswer(long seconds) {
    return "no data for %s s".formatted(seconds);
  }

  static String attemptsFailed(String reason) {
    return "several attempts failed (%s)".formatted(reason);
  }

  static String cannotConnect(String reason) {
    return "cannot connect (%s)".formatted(reason);
  }

  static String unknownHost() {
    return "unknown host";
  }

  static String connectionRefused() {
    return "connection refused";
  }

  private static String bytes(long bytes) {
    return String.format(Locale.ROOT, "%,d bytes", bytes);
  }
}
