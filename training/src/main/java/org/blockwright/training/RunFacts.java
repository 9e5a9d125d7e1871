package org.blockwright.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.engine.Engine;

/**
 * What determines the result of a training, by name, as text: a training that continues from a
 * checkpoint is compared with the one that wrote it. What changes only the time, such as the number
 * of threads or the cache of features, is not part of it.
 */
final class RunFacts {
  static final String VALIDATION_IMAGES = "validation images";

  private RunFacts() {}

  static Map<String, String> of(TrainingSetup setup, TrainingData data) {
    Map<String, String> facts = new LinkedHashMap<>();
    Trainer trainer = setup.trainer();
    facts.put("seed", String.valueOf(trainer.seed()));
    facts.put("batch size", String.valueOf(trainer.batchSize()));
    facts.put("accumulate", String.valueOf(trainer.accumulate()));
    facts.put("sampling", trainer.sampling().toString());
    facts.put("monitor", trainer.monitor().key());
    facts.put("initial bias", trainer.initialBias().toString());
    facts.put("regularization", trainer.regularization().toString());
    facts.put("engine", Engine.mode().id());
    facts.put("phases", String.valueOf(setup.phases().size()));
    for (int i = 0; i < setup.phases().size(); i++) {
      addPhase(
          facts, setup.phases().size() > 1 ? "phase " + (i + 1) + ", " : "", setup.phases().get(i));
    }
    addNetwork(facts, setup.model().network());
    facts.put("training images", images(data.train()));
    facts.put(VALIDATION_IMAGES, data.validation().map(RunFacts::images).orElse("none"));
    return facts;
  }

  private static void addPhase(Map<String, String> facts, String prefix, PhaseSetup phase) {
    Trainer trainer = phase.trainer();
    ResolvedSettings resolved = phase.resolvedSettings();
    facts.put(prefix + "epochs", String.valueOf(phase.epochs()));
    facts.put(prefix + "patience", String.valueOf(resolved.patience()));
    facts.put(
        prefix + "optimizer",
        phase.solvedLayer().isPresent() ? "L-BFGS" : trainer.optimizer().toString());
    facts.put(prefix + "schedule", trainer.schedule().toString());
    facts.put(
        prefix + "learning-rate multipliers", trainer.learningRateMultipliers().rules().toString());
    facts.put(prefix + "augmentation", trainer.augmentation().toString());
    facts.put(prefix + "weight decay", String.valueOf(resolved.weightDecay()));
    facts.put(prefix + "standardize", String.valueOf(resolved.standardize()));
    facts.put(prefix + "standardize targets", resolved.standardizeTargets().toString());
  }

  private static void addNetwork(Map<String, String> facts, Network network) {
    for (Input input : network.inputs()) {
      facts.put("input " + input.name(), input.shape() + ", " + input.preprocessing());
    }
    facts.put("image conversion", network.conversion().toString());
    facts.put("augmentation of the network", network.augmentation().toString());
    for (Node node : network.graph().nodes()) {
      facts.put("layer " + node.name(), node.layer() + " after " + node.inputs());
    }
    for (Output output : network.outputs()) {
      facts.put("output " + output.name(), output.toString());
    }
  }

  private static String images(Dataset data) {
    return "%s with SHA-256 %s".formatted(data.size(), data.hash().substring(0, 16));
  }
}
