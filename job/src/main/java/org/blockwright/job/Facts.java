package org.blockwright.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockwright.engine.Engine;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** What a figure needs to be made again, beside the job itself. */
final class Facts {
  private Facts() {}

  /** Versions and machine. */
  static Map<String, String> machine() {
    Engine.start();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("made", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("blockwright", version(Facts.class));
    facts.put("dl4j", version(ComputationGraph.class));
    facts.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
    facts.put(
        "machine",
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    return facts;
  }

  private static String version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("unknown");
  }

  /** How many pictures each part has, and a hash over all names and contents. */
  static Map<String, String> data(Pictures pictures) {
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
