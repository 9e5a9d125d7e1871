package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.data.Skipped;
import org.blockwright.model.Model;
import org.blockwright.training.Run;
import org.blockwright.training.measure.Measurements;

/**
 * What came of a job. Closing it frees the model.
 *
 * @param measured by side, {@code validation} and {@code test}
 * @param skipped files that are no pictures, with the reason
 * @param notices what a user should know, a line each
 * @param facts provenance: hashes, versions, machine, seconds
 */
public record Outcome(
    Job job,
    Model model,
    Run run,
    Pictures pictures,
    Map<String, Measurements> measured,
    List<Skipped> skipped,
    List<String> notices,
    Map<String, String> facts)
    implements AutoCloseable {

  public Outcome {
    measured = ImmutableMap.copyOf(measured);
    skipped = ImmutableList.copyOf(skipped);
    notices = ImmutableList.copyOf(notices);
    facts = ImmutableMap.copyOf(facts);
  }

  /** What it measured on the test pictures, or on the validation pictures where there are none. */
  public Optional<Measurements> headline() {
    return Optional.ofNullable(measured.get("test"))
        .or(() -> Optional.ofNullable(measured.get("validation")));
  }

  /**
   * Writes the files of a run, see {@link RunFolder}.
   *
   * @return the directory: the one that was asked for, or, where something else was put there
   *     meanwhile, one beside it
   */
  public Path write(RunFolder folder, List<String> command) {
    return folder.write(this, command);
  }

  /** Whether no epoch ended: the run was interrupted in its first one, or before. */
  public boolean isUnfinished() {
    return run.interrupted()
        && run.history().epochs().stream().allMatch(epoch -> !epoch.note().isEmpty());
  }

  /** Where a picture lies, by its key in a measured side. */
  Optional<Path> picture(String key) {
    return Stream.of(pictures.test(), Optional.of(pictures.validation()))
        .flatMap(Optional::stream)
        .flatMap(data -> data.samples().stream())
        .filter(sample -> sample.key().equals(key))
        .map(sample -> sample.path())
        .findFirst();
  }

  @Override
  public void close() {
    model.close();
  }
}
