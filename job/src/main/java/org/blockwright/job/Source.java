package org.blockwright.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.model.Model;
import org.blockwright.zoo.Entry;
import org.blockwright.zoo.Zoo;

/**
 * Where a network comes from: the zoo, a description, or a saved model, which brings its weights.
 *
 * @param whole the network before any cut, for its own labels or those asked for
 * @param model the saved model, to be closed by whoever asked for it
 * @param entry of the zoo, where the network is from there
 */
public record Source(Network whole, Optional<Model> model, Optional<Entry> entry)
    implements AutoCloseable {

  /**
   * Finds a network.
   *
   * @param name a name of the zoo, or a file
   * @param input another size of the pictures, where one is asked for
   * @param labels what the outputs are to mean; empty for the network's own
   * @throws UsageException where nothing is called so, with the nearest name
   */
  public static Source of(String name, Optional<Shape> input, List<String> labels) {
    if (name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
      Model model = Model.open(Path.of(name));
      try {
        return new Source(
            resized(model.network(), input, labels), Optional.of(model), Optional.empty());
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }
    if (NetworkFormat.isDescription(Path.of(name))) {
      Network network = NetworkFormat.read(Path.of(name));
      return new Source(resized(network, input, labels), Optional.empty(), Optional.empty());
    }
    Entry entry = entry(name);
    List<String> names = labels.isEmpty() ? entry.labels() : labels;
    return new Source(
        entry.network(input.orElse(entry.input()), names), Optional.empty(), Optional.of(entry));
  }

  /**
   * The labels that a saved model or a description has; empty for the zoo, whose heads are resized.
   */
  List<String> labels() {
    return entry.isPresent() ? List.of() : whole.labels();
  }

  /** The same source with other labels; it has the same model, which is closed once. */
  Source labelled(List<String> labels) {
    Network other =
        entry
            .map(e -> e.network(whole.input(), labels))
            .orElseGet(() -> resized(whole, Optional.empty(), labels));
    return new Source(other, model, entry);
  }

  private static Entry entry(String name) {
    try {
      return Zoo.get(name);
    } catch (UsageException e) {
      throw new UsageException(JobProblems.orAFile(e.getMessage()));
    }
  }

  private static Network resized(Network network, Optional<Shape> input, List<String> labels) {
    Network sized = input.map(network::input).orElse(network);
    boolean other = !labels.isEmpty() && !labels.equals(sized.labels());
    return other && sized.hasHead() ? Edits.relabel(sized, labels) : sized;
  }

  /**
   * The network as a job wants it: cut, and with its head.
   *
   * @param labels what the outputs mean
   */
  public Network assembled(Job job, List<String> labels) {
    Optional<String> cut = job.find(Setting.CUT);
    Network body = cut.map(at -> Edits.cut(whole, at)).orElse(whole);
    String head =
        job.find(Setting.HEAD).orElse(cut.isPresent() || !whole.hasHead() ? "pool" : "full");
    if (job.bool(Setting.HEAD_KEEP) && !head.equals("full")) {
      throw new UsageException(JobProblems.keepAndReplace(head));
    }
    int width = job.count(Setting.HEAD_WIDTH);
    if (width > 0 && !head.equals("pool")) {
      throw new UsageException(JobProblems.widthWithoutPool(head));
    }
    if (head.equals("full")) {
      if (cut.isPresent()) {
        throw new UsageException(JobProblems.fullAfterCut(cut.orElseThrow()));
      }
      return whole.labels().equals(labels) ? whole : Edits.relabel(whole, labels);
    }
    Optional<Seq> named = Heads.named(head, labels.size(), width);
    if (named.isPresent()) {
      return Edits.withHead(body, named.orElseThrow(), labels);
    }
    if (!Files.exists(Path.of(head))) {
      throw new UsageException(JobProblems.unknownWord(Setting.HEAD.key(), head, Heads.NAMES));
    }
    return Edits.relabel(
        Edits.withHead(body, NetworkFormat.readHead(Path.of(head)), List.of()), labels);
  }

  /**
   * The network to look at or to run, not to train: as {@link #assembled} where a head or labels
   * are asked for, else as it is, up to the cut.
   *
   * @param labels what the outputs mean; empty for the network's own
   */
  public Network shown(Job job, List<String> labels) {
    boolean plain = labels.isEmpty() && job.find(Setting.HEAD).isEmpty();
    return plain
        ? job.find(Setting.CUT).map(at -> Edits.cut(whole, at)).orElse(whole)
        : assembled(job, labels.isEmpty() ? whole.labels() : labels);
  }

  @Override
  public void close() {
    model.ifPresent(Model::close);
  }
}
