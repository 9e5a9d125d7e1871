package org.blockwright.dsl;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.WholeNumbers;
import org.blockwright.dsl.check.Problems;

/**
 * What one example is at a place of a network: a map of height x width x channels, or a number of
 * units. People see {@code 56x56x128} or {@code 4096}; how it lies in memory is {@link Layout}'s
 * alone.
 *
 * @param height rows of a map, 1 for units
 * @param width columns of a map, 1 for units
 * @param channels channels of a map, or the number of units
 * @param map whether this is a map; units have no height and width
 */
public record Shape(int height, int width, int channels, boolean map) {

  public Shape {
    if (height < 1 || width < 1 || channels < 1 || (!map && (height != 1 || width != 1))) {
      throw new DescriptionException(Problems.sides(height, width, channels));
    }
    requireRoom(height, width, channels);
  }

  /** A map. */
  public static Shape of(int height, int width, int channels) {
    return new Shape(height, width, channels, true);
  }

  /** A map of sides that may have been added or multiplied up beyond an int. */
  static Shape sized(long height, long width, long channels) {
    requireRoom(height, width, channels);
    return of(Math.toIntExact(height), Math.toIntExact(width), Math.toIntExact(channels));
  }

  private static void requireRoom(long height, long width, long channels) {
    Problems.requireRoom(height + "x" + width + "x" + channels, (double) height * width * channels);
  }

  /** A vector of units. */
  public static Shape units(int units) {
    return new Shape(1, 1, units, false);
  }

  /**
   * Reads {@code 224x224x3} or {@code 4096}.
   *
   * @throws DescriptionException where the text is neither
   */
  public static Shape parse(String text) {
    String[] parts = text.trim().split("x", -1);
    List<Integer> sides = new ArrayList<>();
    for (String part : parts) {
      WholeNumbers.parse(part, Integer.MIN_VALUE, Integer.MAX_VALUE)
          .ifPresent(side -> sides.add(Math.toIntExact(side)));
    }
    boolean whole = sides.size() == parts.length;
    if (whole && parts.length == 3) {
      return of(sides.get(0), sides.get(1), sides.get(2));
    }
    if (whole && parts.length == 1) {
      return units(sides.get(0));
    }
    throw new DescriptionException(Problems.noShape(text));
  }

  /** How many numbers one example has here. */
  public long size() {
    return (long) height * width * channels;
  }

  /** The same map with other channels. */
  public Shape withChannels(long other) {
    requireRoom(height, width, other);
    return new Shape(height, width, Math.toIntExact(other), map);
  }

  @Override
  public String toString() {
    return map ? height + "x" + width + "x" + channels : String.valueOf(channels);
  }
}
