package org.blockwright.dsl.check;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NameSuggestions;

/**
 * The messages of errors in descriptions, one factory each: location, expected, got, and how to fix
 * it. The factories take numbers and texts only, so that this package depends on no other.
 */
public final class Problems {
  private static final Pattern UNSUPPORTED_CHARACTERS =
      Pattern.compile("[\\x7F-\\x9F\\x{FFFE}\\x{FFFF}\\p{Cs}]");

  private Problems() {}

  /** Throws a {@link DescriptionException} unless the condition holds. */
  public static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new DescriptionException(message.get());
    }
  }

  /** Checks a name: other characters could not be read back from a file. */
  public static void requireName(String name) {
    require(name.matches("[A-Za-z0-9_.-]+"), () -> invalidName(name));
  }

  /** Checks a label for characters that YAML and JSON files do not preserve. */
  public static void requireLabel(String network, String label) {
    Matcher matcher = UNSUPPORTED_CHARACTERS.matcher(label);
    if (matcher.find()) {
      String character = String.format(Locale.ROOT, "U+%04X", matcher.group().codePointAt(0));
      throw new DescriptionException(unsupportedLabelCharacter(network, character));
    }
  }

  /** Checks that an array can have so many values. */
  public static void requireArraySize(String array, double size) {
    require(size <= Integer.MAX_VALUE, () -> tooLarge(array, size));
  }

  /** Checks that the names in one block differ. */
  public static void requireUnique(List<String> names) {
    requireUnique(names, Problems::duplicateName);
  }

  /** Checks that names differ; {@code message} is applied to the first duplicate. */
  public static void requireUnique(List<String> names, UnaryOperator<String> message) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      require(seen.add(name), () -> message.apply(name));
    }
  }

  public static String duplicateName(String name) {
    return "the name \"%s\" is used twice. Rename one of the two.".formatted(name);
  }

  public static String duplicateLabel(String network, String label) {
    return "%s: duplicate label \"%s\". Each output needs its own label.".formatted(network, label);
  }

  public static String unsupportedLabelCharacter(String network, String character) {
    return "%s: a label contains the character %s, which YAML and JSON files do not preserve. Remove it."
        .formatted(network, character);
  }

  public static String duplicateVertex(String name, String first, String second) {
    return "\"%s\" and \"%s\" would both be the vertex \"%s\". Rename one of them, or turn its group into a block."
        .formatted(first, second, name);
  }

  public static String invalidName(String name) {
    return "\"%s\" is not a valid name: use letters, digits, '_', '-' and '.'.".formatted(name);
  }

  public static String belowMinimum(String function, String argument, int minimum, int got) {
    return "%s(...): %s must be at least %s, got %s.".formatted(function, argument, minimum, got);
  }

  public static String aboveMaximum(String function, String argument, int maximum, int got) {
    return "%s(...): %s must be at most %s, got %s."
        .formatted(function, argument, formatCount(maximum), formatCount(got));
  }

  /** A square kernel in a call whose arguments were most likely swapped. */
  public static String kernelTooLarge(
      String function, int filters, int kernel, int maximum, String largerKernels) {
    return "%s(%s, %s): a kernel of %sx%s is larger than %sx%s. The order of the arguments is %s(filters, kernel); larger kernels need %s.%s"
        .formatted(
            function,
            filters,
            kernel,
            kernel,
            kernel,
            maximum,
            maximum,
            function,
            largerKernels,
            filters > maximum
                ? ""
                : " Did you mean %s(%s, %s)?".formatted(function, kernel, filters));
  }

  public static String tooManyBlocks(int maximum) {
    return "a network can have at most %s blocks and layers. Use fewer repetitions."
        .formatted(formatCount(maximum));
  }

  public static String notDivisibleByGroups(String layer, String what, int number, int groups) {
    return "\"%s\": %s %s are not divisible by %s groups. Choose a number of groups that divides the number of %s."
        .formatted(layer, number, what, groups, what);
  }

  public static String tooLarge(String array, double size) {
    return "%s has %s values, but an array can have at most %s. Choose a smaller size."
        .formatted(array, formatCount(size), formatCount(Integer.MAX_VALUE));
  }

  private static String formatCount(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  public static String invalidFactor(String function, double got) {
    return "%s(...): factor must be finite and not 0 as a float, got %s.".formatted(function, got);
  }

  public static String notFinite(String function, String argument, double got) {
    return "%s(...): %s must be finite as a float, got %s.".formatted(function, argument, got);
  }

  public static String cropsAll(LayerLocation location, int height, int width) {
    return "\"%s\" would crop all of %sx%s. Crop less, or use a larger input."
        .formatted(location.path(), height, width);
  }

  public static String invalidFraction(String function, String argument, double got) {
    return "%s(...): %s must be in [0, 1), got %s.".formatted(function, argument, got);
  }

  public static String outOfRange(
      String function, String argument, Number minimum, Number maximum, double got) {
    return "%s(...): %s must be in [%s, %s], got %s."
        .formatted(function, argument, minimum, maximum, got);
  }

  public static String cropLargerThanInput(int height, int width, Object input) {
    return "randomCrop(%s, %s) needs images of at least this size, got %s. Use a larger input or a smaller crop."
        .formatted(height, width, input);
  }

  public static String notPositive(String function, String argument, double got) {
    return "%s(...): %s must be positive and finite as a float, got %s."
        .formatted(function, argument, got);
  }

  public static String needsImages(Object input) {
    return "augmentation needs images (height x width x channels), got an input of %s units. Remove the augmentation, or use an input of images."
        .formatted(input);
  }

  public static String invalidShape(int height, int width, int channels) {
    return "a shape needs a height, width and channels of at least 1, got %sx%sx%s."
        .formatted(height, width, channels);
  }

  public static String invalidSize(int height, int width) {
    return "the height and width of a kernel, stride or dilation must be at least 1, got %sx%s."
        .formatted(height, width);
  }

  public static String unparsableShape(String text) {
    return "\"%s\" is not a valid shape: write height x width x channels, for instance 224x224x3, or a number of units."
        .formatted(text);
  }

  public static String invalidPreprocessing(String name, Object mean, Object std, double scale) {
    return "preprocessing \"%s\": mean and std need one finite value for each channel (or one for all), and neither std nor scale can be 0, got mean %s, std %s, scale %s."
        .formatted(name, mean, std, scale);
  }

  public static String invalidLearningRate(double got) {
    return "the learning rate must be positive and finite, got %s.".formatted(got);
  }

  public static String noOutputs() {
    return "a graph needs at least one output. Name the block that computes it.";
  }

  public static String foreignTensor(String input) {
    return "a block takes \"%s\" of another graph as input. Use only the inputs of the function that defines this graph, and tensors computed from them."
        .formatted(input);
  }

  public static String ambiguousOutput(String consumer, String block, Collection<String> outputs) {
    return "\"%s\" takes \"%s\" as input, which has several outputs. Choose one: %s."
        .formatted(
            consumer,
            block,
            outputs.stream().map(o -> block + ":" + o).collect(Collectors.joining(", ")));
  }

  public static String unknownOutput(
      String consumer, String block, String output, Collection<String> outputs) {
    return "\"%s\" takes \"%s:%s\" as input, but \"%s\" has no such output. %sIts outputs: %s."
        .formatted(
            consumer,
            block,
            output,
            block,
            NameSuggestions.hint(output, outputs),
            String.join(", ", outputs));
  }

  public static String unknownTensor(String name, Collection<String> known) {
    return "unknown tensor \"%s\". %sKnown: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  public static String wrongInputCount(LayerLocation location, List<String> inputNames) {
    return "\"%s\" needs %s inputs (%s), got %s: %s."
        .formatted(
            location.path(),
            inputNames.size(),
            String.join(", ", inputNames),
            location.inputs().size(),
            quoted(location.inputs()));
  }

  public static String noInputs(String network) {
    return "%s needs an input. Add one, for instance input(224, 224, 3).".formatted(network);
  }

  public static String unusedInput(String input) {
    return "the input \"%s\" is not used by any layer. Connect it, or remove it.".formatted(input);
  }

  public static String inputIsOutput(String input) {
    return "the input \"%s\" is passed through to an output. Put a layer between them."
        .formatted(input);
  }

  public static String duplicateOutput(String layer) {
    return "\"%s\" is listed twice as an output. List it once.".formatted(layer);
  }

  public static String severalInputs(String network, Collection<String> inputs) {
    return "%s has several inputs: %s. Choose one.".formatted(network, String.join(", ", inputs));
  }

  public static String severalOutputs(String network, Collection<String> outputs) {
    return "%s has several outputs: %s. Labels and a head need a single output; join them first."
        .formatted(network, String.join(", ", outputs));
  }

  public static String unusedBlock(String block, String outputs) {
    return "\"%s\" is not used: no later block takes it as input, and it is not the output \"%s\". Connect it, or remove it."
        .formatted(block, outputs);
  }

  /** A layer whose vertex would have the name of an input. */
  public static String inputNameClash(String path, String input) {
    return "\"%s\" would be the vertex \"%s\", which is an input. Rename it."
        .formatted(path, input);
  }

  public static String notAJoin(String layer) {
    return "branches(...) need a layer that joins several inputs, add() or concat(), got \"%s\"."
        .formatted(layer);
  }

  public static String joinNeedsBranches(LayerLocation location) {
    return "\"%s\" joins several inputs, but has only one here. Use it in branches(...) or in a graph."
        .formatted(location.path());
  }

  public static String requiresOneInput(LayerLocation location) {
    return "\"%s\" takes one input, got %s: %s. Join them first, with add or concat."
        .formatted(location.path(), location.inputs().size(), quoted(location.inputs()));
  }

  public static String unknownInput(String consumer, String input, Collection<String> known) {
    return "\"%s\" takes \"%s\" as input, but no input or earlier block has this name. %sKnown: %s."
        .formatted(
            consumer,
            input,
            NameSuggestions.hint(input, known),
            String.join(", ", known.stream().sorted().toList()));
  }

  public static String paddingExceedsKernel(Object kernel, Object padding) {
    return "the padding of a pool must be smaller than its kernel of %s, got %s."
        .formatted(kernel, padding);
  }

  public static String softmaxOnFeatureMap(String layer) {
    return "softmax in \"%s\" needs a vector, got a feature map. Put globalAverage() or flatten() before it."
        .formatted(layer);
  }

  public static String softmaxOfOneUnit(String path) {
    return "softmax in \"%s\" has a single unit, so that its output is always 1. Use one unit per class, at least two."
        .formatted(path);
  }

  public static String softmaxOfFlattenedMap(String path) {
    return "\"%s\" is an output computed from a flattened feature map, whose units are stored in another order than the labels. Put dense(n) before it, or use globalAverage() instead of flatten()."
        .formatted(path);
  }

  public static String needsFeatureMap(LayerLocation location, Object got) {
    return "\"%s\" needs a feature map (height x width x channels), got %s units from \"%s\". Put it before flatten() or the global pool."
        .formatted(location.path(), got, location.inputs().get(0));
  }

  public static String needsVector(LayerLocation location, Object got) {
    return "\"%s\" needs a vector, got the feature map %s from \"%s\". Put flatten() or globalAverage() before it."
        .formatted(location.path(), got, location.inputs().get(0));
  }

  public static String shrinksToNothing(
      LayerLocation location, int height, int width, Object kernel, Object stride) {
    return "\"%s\" would shrink %sx%s to nothing (kernel %s, stride %s)."
        .formatted(location.path(), height, width, kernel, stride);
  }

  /** Appended to {@link #shrinksToNothing} if a larger input fixes it. */
  public static String inputTooSmall(int height, int width, int minimum) {
    return " Input %sx%s is too small; this network needs at least %sx%s."
        .formatted(height, width, minimum, minimum);
  }

  public static String cannotAdd(LayerLocation location, int i, Object first, int j, Object other) {
    return "cannot add \"%s\" (%s) and \"%s\" (%s) at \"%s\": the shapes differ. Put a convolution into the shortcut that makes them equal."
        .formatted(
            location.inputs().get(i), first, location.inputs().get(j), other, location.path());
  }

  public static String incompatibleFlattenOrders(String path, Collection<String> inputs) {
    return "cannot add at \"%s\": the vectors %s have different orders of units, since not all are flattened feature maps of the same size. Add the feature maps before flatten(), or put a dense layer after it."
        .formatted(path, quoted(inputs));
  }

  public static String cannotConcatenate(
      LayerLocation location, int i, Object first, int j, Object other) {
    return "cannot concatenate at \"%s\": \"%s\" outputs %s but \"%s\" outputs %s (height and width must match)."
        .formatted(
            location.path(), location.inputs().get(i), first, location.inputs().get(j), other);
  }

  /** Appended to the message of a join if other input sizes fix it. */
  public static String validInputSizes(List<Integer> sizes) {
    return " Valid input sizes: %s."
        .formatted(sizes.stream().map(s -> s + "x" + s).collect(Collectors.joining(", ")));
  }

  /**
   * @param known all names and paths
   * @param paths of the layers
   */
  public static String unknownLayer(
      String network, String name, Collection<String> known, Collection<String> paths) {
    return "%s has no layer or block \"%s\". %sIts blocks: %s."
        .formatted(network, name, NameSuggestions.hint(name, known), topLevelBlocks(paths));
  }

  /**
   * @param layers paths of the layers in the block
   */
  public static String blockNotLayer(String network, String block, Collection<String> layers) {
    return "%s: \"%s\" is a block, but a layer is required. Its layers: %s."
        .formatted(network, block, quoted(layers));
  }

  public static String blockHasSeveralOutputs(
      String network, String block, Collection<String> outputs) {
    return "%s: \"%s\" has several outputs: %s. Choose one."
        .formatted(network, block, quoted(outputs));
  }

  public static String blockWithoutLayer(String network, String block, String input) {
    return "%s: \"%s\" contains no layer, it passes the input \"%s\" through. Name a layer, or a block with layers."
        .formatted(network, block, input);
  }

  public static String matchesNothing(String pattern, String network, Collection<String> paths) {
    return "\"%s\" matches nothing in %s. Its blocks: %s."
        .formatted(pattern, network, topLevelBlocks(paths));
  }

  public static String blockAfterHead(String network) {
    return "%s already has a head. Add blocks before it.".formatted(network);
  }

  public static String emptyHead(String network) {
    return "%s: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head."
        .formatted(network);
  }

  public static String reservedHeadName(String network) {
    return "%s: the name \"head\" is reserved for the head. Use head(...), or choose another name."
        .formatted(network);
  }

  /** Returns whether a message contains {@link #validInputSizes}. */
  public static boolean suggestsInputSizes(String message) {
    return message.contains("Valid input sizes");
  }

  public static String labelCountMismatch(String network, int labels, Object outputs) {
    return "%s has %s labels, but the shape of its output is %s. Set the units of its last dense layer to the number of labels."
        .formatted(network, labels, outputs);
  }

  public static String invalidMultiplierRule(String rule) {
    return "\"%s\" is not a valid learning-rate multiplier: write PATTERN=MULTIPLIER with a multiplier of at least 0, for instance block1*=0."
        .formatted(rule);
  }

  public static String tableWithoutPooling(int block, String name) {
    return "block %s: \"%s\" is a pooling layer, but the block has no pooling. Add pooling(kernel(2, 2), stride(2, 2))."
        .formatted(block, name);
  }

  public static String unknownTableLayer(int block, String name) {
    return "block %s: \"%s\" is not a valid layer name: it must contain conv, ramp or pool."
        .formatted(block, name);
  }

  public static String tableWithoutLayers(int block) {
    return "block %s has no layers. Add layers(\"Conv1 -> Ramp1 -> Pooling\").".formatted(block);
  }

  public static String tableRampWithoutConv(int block, String name) {
    return "block %s: \"%s\" must follow a convolution.".formatted(block, name);
  }

  /** Combines all problems of a network: one as a sentence, several as a numbered list. */
  public static String combine(String network, List<String> problems) {
    if (problems.size() == 1) {
      return network + ": " + problems.get(0);
    }
    return "%s has %s problems:\n%s"
        .formatted(
            network,
            problems.size(),
            IntStream.range(0, problems.size())
                .mapToObj(i -> "  %s. %s".formatted(i + 1, problems.get(i)))
                .collect(Collectors.joining("\n")));
  }

  private static String quoted(Collection<String> names) {
    return names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
  }

  /** Returns the first segments of the paths without duplicates. */
  private static String topLevelBlocks(Collection<String> paths) {
    return paths.stream()
        .map(p -> p.contains("/") ? p.substring(0, p.indexOf('/')) : p)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
