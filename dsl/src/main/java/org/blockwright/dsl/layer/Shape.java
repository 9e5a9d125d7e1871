package org.blockwright.dsl.layer;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.NumberParser;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;

/**
 * The shape of one example, without the batch dimension: a feature map of height x width x
 * channels, or a vector of units. Displayed as {@code 56x56x128} or {@code 4096}; the layout in
 * memory is defined by {@link Layout}.
 *
 * @param height rows of a feature map, 1 for a vector
 * @param width columns of a feature map, 1 for a vector
 * @param channels channels of a feature map, or units of a vector
 * @param isFeatureMap whether this is a feature map and not a vector
 */
public record Shape(int height, int width, int channels, boolean isFeatureMap) {

  public Shape {
    if (height < 1 || width < 1 || channels < 1 || (!isFeatureMap && (height != 1 || width != 1))) {
      throw new InvalidDescriptionException(LayerProblems.invalidShape(height, width, channels));
    }
    requireArraySize(height, width, channels);
  }

  /** Creates the shape of a feature map. */
  public static Shape of(int height, int width, int channels) {
    return new Shape(height, width, channels, true);
  }

  /** Creates the shape of a feature map from sizes that may exceed the range of an int. */
  static Shape ofChecked(long height, long width, long channels) {
    requireArraySize(height, width, channels);
    return of(Math.toIntExact(height), Math.toIntExact(width), Math.toIntExact(channels));
  }

  private static void requireArraySize(long height, long width, long channels) {
    Checks.requireArraySize(
        height + "x" + width + "x" + channels, (double) height * width * channels);
  }

  /** Creates the shape of a vector. */
  public static Shape units(int units) {
    return new Shape(1, 1, units, false);
  }

  /**
   * Parses {@code 224x224x3} or {@code 4096}.
   *
   * @throws InvalidDescriptionException if the text is neither
   */
  public static Shape parse(String text) {
    String[] parts = text.trim().split("x", -1);
    List<Integer> numbers = new ArrayList<>();
    for (String part : parts) {
      NumberParser.parseLong(part, Integer.MIN_VALUE, Integer.MAX_VALUE)
          .ifPresent(number -> numbers.add(Math.toIntExact(number)));
    }
    boolean allIntegers = numbers.size() == parts.length;
    if (allIntegers && parts.length == 3) {
      return of(numbers.get(0), numbers.get(1), numbers.get(2));
    }
    if (allIntegers && parts.length == 1) {
      return units(numbers.get(0));
    }
    throw new InvalidDescriptionException(LayerProblems.unparsableShape(text));
  }

  /** Returns the number of values of one example. */
  public long size() {
    return (long) height * width * channels;
  }

  /** Returns the same height and width with another number of channels. */
  public Shape withChannels(long newChannels) {
    requireArraySize(height, width, newChannels);
    return new Shape(height, width, Math.toIntExact(newChannels), isFeatureMap);
  }

  @Override
  public String toString() {
    return isFeatureMap ? height + "x" + width + "x" + channels : String.valueOf(channels);
  }
}
