package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places buffers in one block of memory so that buffers which are in use at the same time do not
 * overlap: the largest first, each at the lowest free offset.
 */
final class ArenaPlanner {
  private final List<Placed> placed = new ArrayList<>();
  private long size;

  /** A buffer and its offset. */
  record Placed(Buffer buffer, long offset) {
    long end() {
      return offset + roundUp(buffer.bytes());
    }

    boolean livesWith(Buffer other) {
      return buffer.firstStep() <= other.lastStep() && other.firstStep() <= buffer.lastStep();
    }
  }

  static ArenaPlanner plan(List<Buffer> buffers) {
    ArenaPlanner planner = new ArenaPlanner();
    buffers.stream()
        .filter(buffer -> buffer.lastStep() >= 0)
        .sorted(Comparator.comparingLong(Buffer::bytes).reversed())
        .forEach(planner::place);
    return planner;
  }

  private void place(Buffer buffer) {
    List<Placed> conflicts =
        placed.stream()
            .filter(other -> other.livesWith(buffer))
            .sorted(Comparator.comparingLong(Placed::offset))
            .toList();
    long offset = 0;
    for (Placed other : conflicts) {
      if (offset + roundUp(buffer.bytes()) <= other.offset()) {
        break;
      }
      offset = Math.max(offset, other.end());
    }
    Placed result = new Placed(buffer, offset);
    placed.add(result);
    size = Math.max(size, result.end());
  }

  List<Placed> placed() {
    return placed;
  }

  /** Returns the size of the block in bytes. */
  long size() {
    return size;
  }

  private static long roundUp(long bytes) {
    return (bytes + NativeMemory.ALIGNMENT - 1) / NativeMemory.ALIGNMENT * NativeMemory.ALIGNMENT;
  }
}
