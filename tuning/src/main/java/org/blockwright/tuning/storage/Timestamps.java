package org.blockwright.tuning.storage;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times as Optuna stores them: in UTC, with microseconds, without a zone. */
final class Timestamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private Timestamps() {}

  static String now() {
    return FORMAT.format(LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC));
  }

  static Optional<Instant> parse(String text) {
    return Optional.ofNullable(text)
        .map(t -> LocalDateTime.parse(t.replace(' ', 'T')).toInstant(ZoneOffset.UTC));
  }
}
