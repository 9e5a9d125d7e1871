package org.blockwright.data.audit;

/**
 * A number that describes the file or the tone of an image, without looking at its content. If cues
 * tell the classes apart, a network can learn them instead of the content.
 */
public enum Cue {
  CHANNELS("channels", Group.FORM, "channels of the file: 1 or 3"),
  WIDTH("width", Group.FORM, "width in pixels"),
  HEIGHT("height", Group.FORM, "height in pixels"),
  ASPECT("aspect", Group.FORM, "width divided by height"),
  BYTES("bytes", Group.FORM, "size of the file in bytes; 0 for images in memory"),
  BITS_PER_PIXEL("bits_per_pixel", Group.FORM, "size of the file in bits per pixel"),
  SATURATION("saturation", Group.FORM, "mean of (max - min) / max of the channels"),
  COLORFULNESS("colorfulness", Group.FORM, "colorfulness (Hasler and Süsstrunk, 2003)"),
  MEAN("mean", Group.TONE, "mean gray"),
  STD("std", Group.TONE, "standard deviation of the gray values"),
  BORDER_MEAN("border_mean", Group.TONE, "mean gray of the frame, 5 % of the shorter side wide"),
  BORDER_STD("border_std", Group.TONE, "standard deviation of the frame"),
  TOP_LEFT("top_left", Group.TONE, "mean gray of the corner, 10 % of the shorter side wide"),
  TOP_RIGHT("top_right", Group.TONE, "mean gray of the corner"),
  BOTTOM_LEFT("bottom_left", Group.TONE, "mean gray of the corner"),
  BOTTOM_RIGHT("bottom_right", Group.TONE, "mean gray of the corner");

  /** What a cue is about. */
  public enum Group {
    /** The file: size, shape, color. */
    FORM,
    /** Brightness. */
    TONE
  }

  private final String key;
  private final Group group;
  private final String description;

  Cue(String key, Group group, String description) {
    this.key = key;
    this.group = group;
    this.description = description;
  }

  /** Returns the name in reports. */
  public String key() {
    return key;
  }

  /** Returns what the cue is about. */
  public Group group() {
    return group;
  }

  /** Returns what the number is. */
  public String description() {
    return description;
  }
}
