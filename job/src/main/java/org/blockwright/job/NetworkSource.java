package org.blockwright.job;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.model.Model;
import org.blockwright.zoo.ZooModel;

/**
 * A network of the zoo, of a description, or of a saved model with its weights.
 *
 * @param fullNetwork the network before any cut, with its own labels or the requested ones
 * @param savedModel the saved model, if any; closed by {@link #close}
 * @param zooModel the zoo model, if the network is from the zoo
 * @param parameters parameters of layers that are set in the full network
 */
public record NetworkSource(
    Network fullNetwork,
    Optional<Model> savedModel,
    Optional<ZooModel> zooModel,
    NetworkParameters parameters)
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
    return of(NetworkReference.parse(name), input, labels);
  }

  /**
   * Reads the network of a job, with the input and the parameters of layers that the job sets.
   *
   * @param labels labels of the outputs; empty for the network's own
   */
  static NetworkSource of(Job job, List<String> labels) {
    NetworkSource source = of(job.network(), job.input(), labels);
    try {
      NetworkParameters parameters = job.networkParameters();
      return new NetworkSource(
          parameters.applyTo(source.fullNetwork()),
          source.savedModel(),
          source.zooModel(),
          parameters);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  static NetworkSource of(NetworkReference reference, Optional<Shape> input, List<String> labels) {
    if (reference instanceof NetworkReference.OfZoo ofZoo) {
      ZooModel model = ofZoo.model();
      return new NetworkSource(
          model.network(input.orElse(model.input()), labels.isEmpty() ? model.labels() : labels),
          Optional.empty(),
          Optional.of(model),
          NetworkParameters.NONE);
    }
    if (reference instanceof NetworkReference.InFile inFile && inFile.isSavedModel()) {
      return ofSavedModel(Model.open(inFile.file()), input, labels);
    }
    Network network =
        reference instanceof NetworkReference.InFile inFile
            ? NetworkFormat.read(inFile.file())
            : ((NetworkReference.InCode) reference).network();
    return new NetworkSource(
        withInputAndLabels(network, input, labels),
        Optional.empty(),
        Optional.empty(),
        NetworkParameters.NONE);
  }

  private static NetworkSource ofSavedModel(
      Model model, Optional<Shape> input, List<String> labels) {
    try {
      return new NetworkSource(
          withInputAndLabels(model.network(), input, labels),
          Optional.of(model),
          Optional.empty(),
          NetworkParameters.NONE);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Returns the labels of a saved model or a description; empty for a zoo network, whose head is
   * resized to the classes of the data.
   */
  List<String> labels() {
    return zooModel.isPresent() ? List.of() : fullNetwork.labels();
  }

  /**
   * Returns the output of a saved model or a description; empty for a zoo network, whose head is
   * made for the data, and if it has no labels.
   */
  Optional<Output> output() {
    return zooModel.isPresent() ? Optional.empty() : fullNetwork.output();
  }

  /** Returns whether a job trains several outputs: those of the network itself or of a new head. */
  boolean hasSeveralOutputs(Job job) {
    return keepsHead(job) ? fullNetwork.outputs().size() > 1 : isHeadWithSeveralOutputs(job);
  }

  /** Returns whether a job trains the network with the head that it has. */
  boolean keepsHead(Job job) {
    return job.cut().isEmpty()
        && job.head().map(head -> head instanceof Head.Original).orElse(true);
  }

  private static boolean isHeadWithSeveralOutputs(Job job) {
    return job.head().map(head -> head instanceof Head.Several).orElse(false);
  }

  /** Returns the network of a job with several outputs, see {@link #hasSeveralOutputs}. */
  Network withSeveralOutputs(Job job) {
    // The outputs have their own tasks and labels.
    return isHeadWithSeveralOutputs(job)
        ? assemble(job, Task.CLASSIFICATION, List.of())
        : OutputOptions.apply(job, fullNetwork);
  }

  /** Returns a copy with other labels. Both share the saved model, so close only one of them. */
  NetworkSource withLabels(Task task, List<String> labels) {
    Network relabeled =
        task != Task.CLASSIFICATION
            ? fullNetwork.hasHead() ? Edits.relabel(fullNetwork, task, labels) : fullNetwork
            : zooModel
                .map(model -> parameters.applyTo(model.network(fullNetwork.input(), labels)))
                .orElseGet(() -> withInputAndLabels(fullNetwork, Optional.empty(), labels));
    return new NetworkSource(relabeled, savedModel, zooModel, parameters);
  }

  private static Network withInputAndLabels(
      Network network, Optional<Shape> input, List<String> labels) {
    Network resized = input.map(network::input).orElse(network);
    boolean relabel = !labels.isEmpty() && !labels.equals(resized.labels()) && resized.hasHead();
    return relabel ? Edits.relabel(resized, labels) : resized;
  }

  /**
   * Returns the network of a job: cut, with a head for the labels, and with the losses and
   * thresholds of the job.
   *
   * @param task what the head predicts; not used by a head with several outputs
   * @param labels labels of the outputs; not used by a head with several outputs
   * @throws UsageException if the layer of the truncation does not exist, or truncation and head do
   *     not fit together or the network
   */
  public Network assemble(Job job, Task task, List<String> labels) {
    Optional<String> cut = job.cut();
    boolean pool = cut.isPresent() || !fullNetwork.hasHead();
    Head head = job.head().orElse(pool ? Heads.globalAverage() : Heads.original());
    String name =
        job.head().isPresent()
            ? job.text(Setting.HEAD)
            : pool ? Heads.GLOBAL_AVERAGE : Heads.ORIGINAL;
    if (job.keepHead() && !(head instanceof Head.Original)) {
      throw new UsageException(JobProblems.keepHeadConflict(name));
    }
    if (job.headWidth() > 0) {
      if (!(head instanceof Head.GlobalAverage globalAverage)) {
        throw new UsageException(JobProblems.widthWithoutGlobalAverage(name));
      }
      head = globalAverage.hidden(job.headWidth());
    }
    if (job.headDropout().isPresent()) {
      head = withDropout(head, name, job.headDropout().getAsDouble());
    }
    if (head instanceof Head.Original && cut.isPresent()) {
      throw new UsageException(JobProblems.originalHeadAfterCut(cut.orElseThrow()));
    }
    Network backbone = cut.map(this::truncate).orElse(fullNetwork);
    return OutputOptions.apply(
        job,
        head instanceof Head.Several several
            ? several.applyTo(backbone)
            : head.applyTo(backbone, task, labels));
  }

  private static Head withDropout(Head head, String name, double rate) {
    if (head instanceof Head.GlobalAverage pool) {
      return pool.dropout(rate);
    }
    if (head instanceof Head.Flatten flatten) {
      return flatten.dropout(rate);
    }
    throw new UsageException(JobProblems.dropoutWithoutLayers(name));
  }

  /**
   * Returns the network of a job for inference: as {@link #assemble} if a head or labels are given,
   * else the network itself, cut where the job has a cut.
   *
   * @param labels labels of the outputs; empty for the network's own
   */
  public Network forInference(Job job, List<String> labels) {
    boolean ownHead = labels.isEmpty() && job.head().isEmpty();
    return ownHead
        ? job.cut().map(this::truncate).orElse(fullNetwork)
        : assemble(job, taskOf(labels), labels.isEmpty() ? fullNetwork.labels() : labels);
  }

  /** The task of the network, if it fits the labels. */
  private Task taskOf(List<String> labels) {
    Task task = fullNetwork.output().map(Output::task).orElse(Task.CLASSIFICATION);
    boolean fits = task != Task.BINARY || labels.isEmpty() || labels.size() == 2;
    return fits ? task : Task.CLASSIFICATION;
  }

  private Network truncate(String layer) {
    try {
      return Edits.cut(fullNetwork, layer);
    } catch (DescriptionException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    savedModel.ifPresent(Model::close);
  }
}
