package org.blockwright.engine.compiled;

import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The memory layout of images between convolutions. oneDNN chooses one for each convolution. On
 * processors with AVX2 alone it chooses channels last, although most pointwise and depthwise
 * convolutions are faster in blocks of eight channels; most 3x3 convolutions are not.
 */
enum ImageLayout {
  /** The layout that oneDNN chooses. */
  CHOSEN,
  /** Blocks of eight channels. */
  BLOCKS_OF_8;

  private static final int BLOCK = 8;

  /** Returns the faster layout for a plan on this processor. */
  static ImageLayout of(InferencePlan plan, Parameters parameters) {
    boolean avx2 = OneDnn.instructionSet() == dnnl.cpu_isa.avx2.value;
    return avx2 && isFasterInBlocks(plan, parameters) ? BLOCKS_OF_8 : CHOSEN;
  }

  /**
   * Returns whether at least half of the convolutions are pointwise or depthwise, and all have
   * complete blocks of outputs.
   */
  static boolean isFasterInBlocks(InferencePlan plan, Parameters parameters) {
    List<Kind.Convolution> convolutions =
        plan.operations().stream()
            .map(Operation::kind)
            .filter(Kind.Convolution.class::isInstance)
            .map(Kind.Convolution.class::cast)
            .toList();
    long light =
        convolutions.stream()
            .filter(c -> c.layout() != Kind.KernelLayout.OIHW || c.window().isPointwise())
            .count();
    return 2 * light >= convolutions.size()
        && convolutions.stream()
            .map(c -> KernelDimensions.of(c.layout(), parameters.array(c.kernel())))
            .allMatch(dimensions -> dimensions.outputs() % BLOCK == 0);
  }

  /** Describes an image of a convolution. */
  memory.desc describe(long... dimensions) {
    return this == BLOCKS_OF_8 && dimensions[1] % BLOCK == 0
        ? OneDnn.describe(memory.format_tag.nChw8c, dimensions)
        : OneDnn.any(dimensions);
  }
}
