package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.data.audit.Audit;

/**
 * The dataset that {@link CovidX#write} wrote.
 *
 * @param folder the folder
 * @param unchanged whether the folder was already complete, so that nothing was written
 * @param sources what became of the rows of each source
 * @param classes number of images of each class
 * @param patients number of patients; an image without patient counts as one
 * @param subsets number of images of each subset by name; empty without a split
 * @param dropped the rows that are not in the dataset
 * @param notes what is doubtful or was decided automatically, one line each
 * @param audit the audit of the written images; empty if it was not asked for or nothing was
 *     written
 * @param text the page of statistics as text
 */
public record CovidXResult(
    Path folder,
    boolean unchanged,
    ImmutableList<SourceSummary> sources,
    ImmutableMap<ImageClass, Integer> classes,
    int patients,
    ImmutableMap<String, Integer> subsets,
    ImmutableList<DroppedRow> dropped,
    ImmutableList<String> notes,
    Optional<Audit> audit,
    String text) {

  /** Returns the number of images. */
  public int size() {
    return classes.values().stream().mapToInt(Integer::intValue).sum();
  }
}
