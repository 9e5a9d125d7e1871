package org.blockwright.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockwright.engine.Versions;

/** What a figure needs to be made again, beside the job itself. */
final class RunMetadata {
  private RunMetadata() {}

  /** Versions and machine. */
  static Map<String, String> environment() {
    Versions versions = Versions.read();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("blockwright", version());
    facts.put("dl4j", versions.deeplearning4j() + ", " + versions.classifier());
    facts.put("java", versions.java());
    facts.put(
        "machine",
        "%s %s, %s processors"
            .formatted(
                versions.os(),
                versions.architecture(),
                Runtime.getRuntime().availableProcessors()));
    return facts;
  }

  private static String version() {
    return Optional.ofNullable(RunMetadata.class.getPackage().getImplementationVersion())
        .orElse("not packaged");
  }

  /** How many pictures each part has, and a hash over all names and contents. */
  static Map<String, String> data(ImageSplits pictures) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("pictures training", String.valueOf(pictures.train().size()));
    facts.put("pictures validation", String.valueOf(pictures.validation().size()));
    pictures.test().ifPresent(t -> facts.put("pictures test", String.valueOf(t.size())));
    facts.put("data training sha256", pictures.train().hash());
    facts.put("data validation sha256", pictures.validation().hash());
    pictures.test().ifPresent(t -> facts.put("data test sha256", t.hash()));
    return facts;
  }
}
