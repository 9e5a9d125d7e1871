package org.blockwright.training.checkpoint;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state of a training between two updates, to be saved.
 *
 * @param position where it is, with everything that is not an array
 * @param facts what determines the result of the training, by name: settings, layers, hashes of the
 *     images; a training that continues is compared with them
 * @param unchanged hashes of the arrays that the training has not changed and that are not saved,
 *     by name
 * @param groups the arrays
 */
public record Checkpoint(
    Position position,
    Map<String, String> facts,
    Map<String, String> unchanged,
    List<Group> groups) {

  public Checkpoint {
    facts = ImmutableMap.copyOf(facts);
    unchanged = ImmutableMap.copyOf(unchanged);
    groups = ImmutableList.copyOf(groups);
  }

  /**
   * Arrays that are saved in one file.
   *
   * @param name such as {@code best}
   * @param version changes with the values; a version that the last checkpoint has is not written
   *     again
   * @param arrays by name; contiguous
   */
  public record Group(String name, String version, Map<String, INDArray> arrays) {
    public Group {
      arrays = ImmutableMap.copyOf(arrays);
    }
  }
}
