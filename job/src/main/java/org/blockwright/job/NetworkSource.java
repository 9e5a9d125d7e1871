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
 * Where a network comes from: the zoo, a description, or a saved model, which brings its weights.
 *
 * @param fullNetwork the network before any cut, for its own labels or those asked for
 * @param savedModel the saved model, to be closed by whoever asked for it
 * @param zooModel of the zoo, where the network is from there
 */
public record NetworkSource(
    Network fullNetwork, Optional<Model> savedModel, Optional<ZooModel> zooModel)
    implements AutoCloseable {

  /**
   * Finds a network.
   *
   * @param name a name of the zoo, or a file
   * @param input another size of the pictures, where one is asked for
   * @param labels what the outputs are to mean; empty for the network's own
   * @throws UsageException where nothing is called so, with the nearest name
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
    ZooModel entry = zooModel(name);
    List<String> names = labels.isEmpty() ? entry.labels() : labels;
    return new NetworkSource(
        entry.network(input.orElse(entry.input()), names), Optional.empty(), Optional.of(entry));
  }

  /**
   * The labels that a saved model or a description has; empty for the zoo, whose heads are resized.
   */
  List<String> labels() {
    return zooModel.isPresent() ? List.of() : fullNetwork.labels();
  }

  /** The same source with other labels; it has the same model, which is closed once. */
  NetworkSource withLabels(List<String> labels) {
    Network other =
        zooModel
            .map(e -> e.network(fullNetwork.input(), labels))
            .orElseGet(() -> withInputAndLabels(fullNetwork, Optional.empty(), labels));
    return new NetworkSource(other, savedModel, zooModel);
  }

  private static ZooModel zooModel(String name) {
    try {
      return Zoo.get(name);
    } catch (UsageException e) {
      throw new UsageException(JobProblems.unknownNetwork(e.getMessage()));
    }
  }

  private static Network withInputAndLabels(
      Network network, Optional<Shape> input, List<String> labels) {
    Network sized = input.map(network::input).orElse(network);
    boolean other = !labels.isEmpty() && !labels.equals(sized.labels());
    return other && sized.hasHead() ? Edits.relabel(sized, labels) : sized;
  }

  /**
   * The network as a job wants it: cut, and with its head.
   *
   * @param labels what the outputs mean
   */
  public Network assemble(Job job, List<String> labels) {
    Optional<String> cut = job.get(Setting.CUT);
    Network body = cut.map(at -> Edits.cut(fullNetwork, at)).orElse(fullNetwork);
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
    Optional<Sequence> named = Heads.named(head, labels.size(), width);
    if (named.isPresent()) {
      return Edits.withHead(body, named.orElseThrow(), labels);
    }
    if (!Files.exists(Path.of(head))) {
      throw new UsageException(JobProblems.unknownValue(Setting.HEAD.key(), head, Heads.NAMES));
    }
    return Edits.relabel(
        Edits.withHead(body, NetworkFormat.readHead(Path.of(head)), List.of()), labels);
  }

  /**
   * The network to look at or to run, not to train: as {@link #assemble} where a head or labels are
   * asked for, else as it is, up to the cut.
   *
   * @param labels what the outputs mean; empty for the network's own
   */
  public Network forInference(Job job, List<String> labels) {
    boolean plain = labels.isEmpty() && job.get(Setting.HEAD).isEmpty();
    return plain
        ? job.get(Setting.CUT).map(at -> Edits.cut(fullNetwork, at)).orElse(fullNetwork)
        : assemble(job, labels.isEmpty() ? fullNetwork.labels() : labels);
  }

  @Override
  public void close() {
    savedModel.ifPresent(Model::close);
  }
}
