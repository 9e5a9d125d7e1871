package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;

/**
 * A network of the zoo, of a description, or of a saved model with its weights.
 *
 * @param fullNetwork the network before any cut, with its own labels or the requested ones
 * @param savedModel the saved model, if any; closed by {@link #close}
 * @param zooModel the zoo model, if the network is from the zoo
 */
public record NetworkSource(
    Network fullNetwork, Optional<Model> savedModel, Optional<ZooModel> zooModel)
    implements AutoCloseable {

  /**
   * Looks up or reads a network.
   *
   * @param name a zoo network, or a file
   * @param input input shape; empty for the network's own
   * @param labels labels of the outputs; empty for the network's own
   * @throws UsageException if the name is unknown, with the nearest one
   */
  public static NetworkSource of(String name, Optional<Shape> input, List<String> labels) {
    if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
      Model model = Model.open(Path.of(name));
      try {
        return new NetworkSource(
            withInputAndLabels(model.network(), input, labels),
            Optional.of(model),
            Optional.empty());
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }
    if (NetworkFormat.isDescription(Path.of(name))) {
      Network network = NetworkFormat.read(Path.of(name));
      return new NetworkSource(
          withInputAndLabels(network, input, labels), Optional.empty(), Optional.empty());
    }
    ZooModel model =
        Zoo.find(name)
            .orElseThrow(() -> new UsageException(JobProblems.unknownNetwork(name, Zoo.names())));
    return new NetworkSource(
        model.network(input.orElse(model.input()), labels.isEmpty() ? model.labels() : labels),
        Optional.empty(),
        Optional.of(model));
  }

  /**
   * Returns the labels of a saved model or a description; empty for a zoo network, whose head is
   * resized to the classes of the data.
   */
  List<String> labels() {
    return zooModel.isPresent() ? List.of() : fullNetwork.labels();
  }

  /** Returns a copy with other labels. Both share the saved model, so close only one of them. */
  NetworkSource withLabels(List<String> labels) {
    Network relabeled =
        zooModel
            .map(model -> model.network(fullNetwork.input(), labels))
            .orElseGet(() -> withInputAndLabels(fullNetwork, Optional.empty(), labels));
    return new NetworkSource(relabeled, savedModel, zooModel);
  }

  private static Network withInputAndLabels(
      Network network, Optional<Shape> input, List<String> labels) {
    Network resized = input.map(network::input).orElse(network);
    boolean relabel = !labels.isEmpty() && !labels.equals(resized.labels()) && resized.hasHead();
    return relabel ? Edits.relabel(resized, labels) : resized;
  }

  /**
   * Returns the network of a job: cut, and with a head for the labels.
   *
   * @param labels labels of the outputs
   * @throws UsageException if the cut and head settings do not fit together or the network
   */
  public Network assemble(Job job, List<String> labels) {
    Optional<String> cut = job.get(Setting.CUT);
    Network backbone = cut.map(layer -> Edits.cut(fullNetwork, layer)).orElse(fullNetwork);
    String head =
        job.get(Setting.HEAD).orElse(cut.isPresent() || !fullNetwork.hasHead() ? "pool" : "full");
    if (job.bool(Setting.HEAD_KEEP) && !head.equals("full")) {
      throw new UsageException(JobProblems.keepHeadConflict(head));
    }
    int width = job.intValue(Setting.HEAD_WIDTH);
    if (width > 0 && !head.equals("pool")) {
      throw new UsageException(JobProblems.widthWithoutPoolHead(head));
    }
    if (head.equals("full")) {
      if (cut.isPresent()) {
        throw new UsageException(JobProblems.fullHeadAfterCut(cut.orElseThrow()));
      }
      return fullNetwork.labels().equals(labels) ? fullNetwork : Edits.relabel(fullNetwork, labels);
    }
    Optional<Sequence> standardHead = Heads.named(head, labels.size(), width);
    if (standardHead.isPresent()) {
      return Edits.withHead(backbone, standardHead.orElseThrow(), labels);
    }
    if (!Files.exists(Path.of(head))) {
      throw new UsageException(JobProblems.unknownValue(Setting.HEAD.key(), head, Heads.NAMES));
    }
    return Edits.relabel(
        Edits.withHead(backbone, NetworkFormat.readHead(Path.of(head)), List.of()), labels);
  }

  /**
   * Returns the network of a job for inference: as {@link #assemble} if a head or labels are given,
   * else the network itself, cut where the job has a cut.
   *
   * @param labels labels of the outputs; empty for the network's own
   */
  public Network forInference(Job job, List<String> labels) {
    boolean ownHead = labels.isEmpty() && job.get(Setting.HEAD).isEmpty();
    return ownHead
        ? job.get(Setting.CUT).map(layer -> Edits.cut(fullNetwork, layer)).orElse(fullNetwork)
        : assemble(job, labels.isEmpty() ? fullNetwork.labels() : labels);
  }

  @Override
  public void close() {
    savedModel.ifPresent(Model::close);
  }
}
