package org.blockwright.engine.compiled;

/**
 * Divides batches into parts: activations of a few images stay in the processor's cache, and need
 * less memory. But the parameters are read once per part, so that large ones want larger parts.
 */
final class PartSize {
  private static final int MAX = 256;

  /** About the shared cache of current processors. */
  private static final long CACHE_BYTES = 32L << 20;

  /** Networks with more parameters have large dense layers, which want larger parts. */
  private static final long LARGE_NETWORK_BYTES = 256L << 20;

  private PartSize() {}

  /**
   * Returns a number of images that is compiled first, to know the memory per image: that of most
   * networks at their usual size.
   */
  static int initial(long parameterBytes) {
    return parameterBytes < LARGE_NETWORK_BYTES ? 4 : 8;
  }

  /** Returns the number of images per part for a program that was compiled for some images. */
  static int of(Program program, long images) {
    return of(
        program.arenaBytes() / images, program.activationBytes() / images, program.weightBytes());
  }

  /**
   * Returns a power of two.
   *
   * @param arena bytes for the activations of one image that exist at the same time
   * @param activations bytes of all activations of one image, each of which is written and read
   * @param weights bytes of the parameters
   */
  static int of(long arena, long activations, long weights) {
    int size = 1;
    while (size < MAX && (2 * size * arena <= CACHE_BYTES || weights > 2 * size * activations)) {
      size *= 2;
    }
    return size;
  }
}
