package org.blockwright.base;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * One seed a run: each consumer derives its own numbers from a text such as {@code
 * aug:42:0:a.jpg:1}, so that threads, batch sizes and order change nothing.
 *
 * <pre>{@code
 * SplitMix64 draws = Seeds.random("aug", seed, epoch, key, index);
 * double place = Seeds.unit(seed + ":" + key);
 * }</pre>
 */
public final class Seeds {
  private Seeds() {}

  /** The first 8 bytes, big-endian, of the SHA-256 of the parts joined by colons in UTF-8. */
  public static long derive(Object... parts) {
    String text = Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining(":"));
    HashCode hash = Hashing.sha256().hashString(text, StandardCharsets.UTF_8);
    return ByteBuffer.wrap(hash.asBytes()).getLong();
  }

  /** A generator that starts at {@link #derive}. */
  public static SplitMix64 random(Object... parts) {
    return new SplitMix64(derive(parts));
  }

  /** {@link #derive} as an unsigned share of 2^64: a number in [0, 1] that belongs to the text. */
  public static double uniform(Object... parts) {
    long bits = derive(parts);
    return ((bits >>> 1) * 2.0 + (bits & 1)) * 0x1.0p-64;
  }
}
