package org.blockwright.dsl.layer;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.check.Problems;

/**
 * What one example is at a place of a network: a map of height x width x channels, or a number of
 * units. People see {@code 56x56x128} or {@code 4096}; how it lies in memory is {@link Layout}'s
 * alone.
 *
 * @param height rows of a map, 1 for units
 * @param width columns of a map, 1 for units
 * @param channels channels of a map, or the number of units
 * @param isFeatureMap whether this is a map; units have no height and width
 */
public record Shape(int height, int width, int channels, boolean isFeatureMap) {

  public Shape {
    if (height < 1 || width < 1 || channels < 1 || (!isFeatureMap && (height != 1 || width != 1))) {
      throw new DescriptionException(Problems.invalidShape(height, width, channels));
    }
    requireArraySize(height, width, channels);
  }

  /** A map. */
  public static Shape of(int height, int width, int channels) {
    return new Shape(height, width, channels, true);
  }

  /** A map of sides that may have been added or multiplied up beyond an int. */
  static Shape ofChecked(long height, long width, long channels) {
    requireArraySize(height, width, channels);
    return of(Math.toIntExact(height), Math.toIntExact(width), Math.toIntExact(channels));
  }

  private static void requireArraySize(long height, long width, long channels) {
    Problems.requireArraySize(
        height + "x" + width + "x" + channels, (double) height * width * channels);
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
      NumberParser.parseLong(part, Integer.MIN_VALUE, Integer.MAX_VALUE)
          .ifPresent(side -> sides.add(Math.toIntExact(side)));
    }
    boolean whole = sides.size() == parts.length;
    if (whole && parts.length == 3) {
      return of(sides.get(0), sides.get(1), sides.get(2));
    }
    if (whole && parts.length == 1) {
      return units(sides.get(0));
    }
    throw new DescriptionException(Problems.unparsableShape(text));
  }

  /** How many numbers one example has here. */
  public long size() {
    return (long) height * width * channels;
  }

  /** The same map with other channels. */
  public Shape withChannels(long other) {
    requireArraySize(height, width, other);
    return new Shape(height, width, Math.toIntExact(other), isFeatureMap);
  }

  @Override
  public String toString() {
    return isFeatureMap ? height + "x" + width + "x" + channels : String.valueOf(channels);
  }
}
