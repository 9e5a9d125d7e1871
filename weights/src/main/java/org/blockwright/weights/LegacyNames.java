package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layer names of the ResNet-50 file of keras-applications before 1.0.7 ({@code res2a_branch2a}),
 * translated to current ones. That file was saved from a graph whose additions take [main,
 * shortcut], so its order of layers differs: by position, two kernels of equal shape in stage conv2
 * would be swapped unnoticed.
 */
final class LegacyNames {
  private static final Pattern UNIT = Pattern.compile("(res|bn)(\\d)([a-z])_branch(2a|2b|2c|1)");
  private static final Map<String, String> LAYER_NUMBERS =
      Map.of("2a", "1", "2b", "2", "2c", "3", "1", "0");
  private static final Map<String, String> OTHER_NAMES =
      Map.of("conv1", "conv1_conv", "bn_conv1", "conv1_bn", "fc1000", "predictions");

  private LegacyNames() {}

  /**
   * Returns a layer's name in its current form: DenseNet's {@code conv1/conv} is {@code conv1_conv}
   * now.
   */
  static String normalized(String name) {
    return name.replace('/', '_');
  }

  static boolean isLegacy(FileContents file) {
    return file.layers().stream().anyMatch(l -> l.name().equals("res2a_branch2a"));
  }

  static FileContents translate(FileContents file) {
    ImmutableList<FileLayer> layers =
        file.layers().stream()
            .map(l -> l.withName(currentName(l.name())))
            .collect(ImmutableList.toImmutableList());
    return file.withLayers(layers);
  }

  private static String currentName(String name) {
    Matcher unit = UNIT.matcher(name);
    if (!unit.matches()) {
      return OTHER_NAMES.getOrDefault(name, name);
    }
    int block = unit.group(3).charAt(0) - 'a' + 1;
    String part = LAYER_NUMBERS.get(unit.group(4)) + (unit.group(1).equals("bn") ? "_bn" : "_conv");
    return "conv%s_block%s_%s".formatted(unit.group(2), block, part);
  }
}
