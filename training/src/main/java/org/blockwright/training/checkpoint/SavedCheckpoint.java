package org.blockwright.training.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A complete checkpoint on disk, whose files have been verified. */
public final class SavedCheckpoint {
  private final Path folder;
  private final Manifest manifest;

  SavedCheckpoint(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  Manifest manifest() {
    return manifest;
  }

  /** Returns the position. */
  public Position position() {
    return manifest.position();
  }

  /** Returns whether there is a group of arrays. */
  public boolean hasGroup(String group) {
    return file(group).isPresent();
  }

  private Optional<ArrayFile> file(String group) {
    return manifest.files().stream().filter(file -> file.group().equals(group)).findFirst();
  }

  private ArrayFile require(String group) {
    return file(group).orElseThrow(() -> new IllegalArgumentException(group));
  }

  /**
   * Returns what differs between the training that saved this checkpoint and the current one, one
   * line each.
   *
   * @param facts of the current training
   * @param arrays returns the hash of an array of the current training by name
   */
  public List<String> differences(Map<String, String> facts, Map<String, String> arrays) {
    List<String> differences = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(facts);
    manifest.facts().forEach(all::putIfAbsent);
    for (String name : all.keySet()) {
      String saved = manifest.facts().getOrDefault(name, "none");
      String now = facts.getOrDefault(name, "none");
      if (!saved.equals(now)) {
        differences.add(CheckpointProblems.differs(name, saved, now));
      }
    }
    manifest
        .unchanged()
        .forEach(
            (name, hash) -> {
              if (!hash.equals(arrays.get(name))) {
                differences.add(CheckpointProblems.otherWeights(name));
              }
            });
    return differences;
  }

  /** Returns whether a fact is the same. */
  public boolean hasFact(String name, Map<String, String> facts) {
    return manifest.facts().getOrDefault(name, "").equals(facts.getOrDefault(name, ""));
  }

  /**
   * Reads the arrays of a group.
   *
   * @param targets the arrays that receive the values, by name; all must be in the group and those
   *     of the group here, with the same lengths
   * @throws UsageException naming every difference
   */
  public void readInto(String group, Map<String, INDArray> targets) {
    read(group, targets, true);
  }

  /**
   * Reads the arrays of a group into some of the targets.
   *
   * @param targets all arrays of the group by name with the same lengths, and others
   * @throws UsageException naming every difference
   */
  public void readChanged(String group, Map<String, INDArray> targets) {
    read(group, targets, false);
  }

  private void read(String group, Map<String, INDArray> targets, boolean all) {
    List<String> differences = new ArrayList<>();
    Map<String, ArrayFile.Entry> entries = new LinkedHashMap<>();
    require(group).arrays().forEach(entry -> entries.put(entry.name(), entry));
    targets.forEach(
        (name, target) -> {
          ArrayFile.Entry entry = entries.remove(name);
          if (entry == null) {
            if (all) {
              differences.add(CheckpointProblems.missingArray(name));
            }
          } else if (entry.length() != target.length()
              || !entry.type().equals(target.dataType().name())) {
            differences.add(CheckpointProblems.otherLength(name, target.length(), entry.length()));
          }
        });
    entries.keySet().forEach(name -> differences.add(CheckpointProblems.extraArray(name)));
    if (!differences.isEmpty()) {
      throw new UsageException(CheckpointProblems.otherArrays(differences));
    }
    read(group, targets);
  }

  /** Reads the arrays of a group into new arrays, which belong to the caller, by name. */
  public Map<String, INDArray> read(String group) {
    ImmutableMap.Builder<String, INDArray> arrays = ImmutableMap.builder();
    for (ArrayFile.Entry entry : require(group).arrays()) {
      arrays.put(
          entry.name(), Nd4j.createUninitialized(DataType.valueOf(entry.type()), entry.length()));
    }
    Map<String, INDArray> all = arrays.buildOrThrow();
    read(group, all);
    return all;
  }

  private void read(String group, Map<String, INDArray> targets) {
    try {
      require(group).read(folder, targets);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder.resolve(require(group).name()), e);
    }
  }
}
