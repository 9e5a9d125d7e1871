package org.blockwright.base;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Derives random numbers from the one seed of a run. Each consumer uses a text such as {@code
 * aug:42:0:a.jpg:1} of its own, so that results do not depend on threads, batch size or order.
 *
 * <pre>{@code
 * SplitMix64 random = Seeds.random("aug", seed, epoch, key, index);
 * double position = Seeds.uniform(seed, key);
 * }</pre>
 */
public final class Seeds {
  private Seeds() {}

  /**
   * Returns the first 8 bytes, big-endian, of the SHA-256 of the parts joined by colons in UTF-8.
   */
  public static long derive(Object... parts) {
    String text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining(":"));
    HashCode hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
    return ByteBuffer.wrap(hash.asBytes()).getLong();
  }

  /** Returns a generator seeded with {@link #derive}. */
  public static SplitMix64 random(Object... parts) {
    return new SplitMix64(derive(parts));
  }

  /** Returns {@link #derive}, taken as unsigned, divided by 2^64: a number in [0, 1]. */
  public static double uniform(Object... parts) {
    long bits = derive(parts);
    return ((bits >>> 1) * 2.0 + (bits & 1)) * 0x1.0p-64;
  }
}
