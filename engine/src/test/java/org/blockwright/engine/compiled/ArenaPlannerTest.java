package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArenaPlannerTest {
  private static Buffer buffer(long bytes, int firstStep, int lastStep) {
    Buffer buffer = Buffer.inArena(bytes);
    buffer.useIn(firstStep);
    buffer.useIn(lastStep);
    return buffer;
  }

  @Test
  void chainUsesTwoBuffers() {
    List<Buffer> chain = IntStream.range(0, 10).mapToObj(i -> buffer(640, i, i + 1)).toList();

    assertThat(ArenaPlanner.plan(chain).size()).isEqualTo(1280);
  }

  @Test
  void offsetsAreAlignedAndUnusedBuffersHaveNone() {
    ArenaPlanner plan =
        ArenaPlanner.plan(List.of(buffer(1, 0, 1), buffer(70, 0, 1), Buffer.inArena(9)));

    assertThat(plan.placed()).extracting(ArenaPlanner.Placed::offset).containsExactly(0L, 128L);
    assertThat(plan.size()).isEqualTo(192);
  }

  @Test
  void buffersInUseAtTheSameTimeDoNotOverlap() {
    Random random = new Random(5);
    List<Buffer> buffers =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  int first = random.nextInt(100);
                  return buffer(1 + random.nextInt(5000), first, first + random.nextInt(20));
                })
            .toList();

    List<ArenaPlanner.Placed> placed = ArenaPlanner.plan(buffers).placed();

    assertThat(placed).hasSize(200);
    for (ArenaPlanner.Placed a : placed) {
      for (ArenaPlanner.Placed b : placed) {
        boolean overlap = a.offset() < b.end() && b.offset() < a.end();
        assertThat(a != b && overlap && a.livesWith(b.buffer())).isFalse();
      }
    }
  }
}
