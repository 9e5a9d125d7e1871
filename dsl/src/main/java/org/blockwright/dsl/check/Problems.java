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
 * Every message about a description, one factory each: where, expected, got, what to do. They take
 * numbers and texts only, so that nothing here depends on what it judges.
 */
public final class Problems {
  private static final Pattern UNSUPPORTED_CHARACTERS =
      Pattern.compile("[\\x7F-\\x9F\\x{FFFE}\\x{FFFF}\\p{Cs}]");

  private Problems() {}

  /** Throws the message where the condition does not hold. */
  public static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new DescriptionException(message.get());
    }
  }

  /** What is no name could not be read back from a file. */
  public static void requireName(String name) {
    require(name.matches("[A-Za-z0-9_.-]+"), () -> invalidName(name));
  }

  /** What YAML and JSON do not keep could not be read back either. */
  public static void requireLabel(String network, String label) {
    Matcher unkept = UNSUPPORTED_CHARACTERS.matcher(label);
    if (unkept.find()) {
      String character = String.format(Locale.ROOT, "U+%04X", unkept.group().codePointAt(0));
      throw new DescriptionException(unsupportedLabelCharacter(network, character));
    }
  }

  /** An array counts its numbers by an int. */
  public static void requireArraySize(String what, double size) {
    require(size <= Integer.MAX_VALUE, () -> tooLarge(what, size));
  }

  /** Names within one block must differ. */
  public static void requireUnique(List<String> names) {
    requireUnique(names, Problems::duplicateName);
  }

  public static void requireUnique(List<String> names, UnaryOperator<String> problem) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      require(seen.add(name), () -> problem.apply(name));
    }
  }

  public static String duplicateName(String name) {
    return "two parts are called \"%s\"; give one of them another name.".formatted(name);
  }

  public static String duplicateLabel(String network, String label) {
    return "%s: two labels are \"%s\"; each output needs one of its own.".formatted(network, label);
  }

  public static String unsupportedLabelCharacter(String network, String character) {
    return "%s: a label holds %s, which no file keeps as it is. Leave it out."
        .formatted(network, character);
  }

  public static String duplicateVertex(String name, String first, String second) {
    return "\"%s\" and \"%s\" both would be the vertex \"%s\". Give one of them another name, or make its group a block."
        .formatted(first, second, name);
  }

  public static String invalidName(String name) {
    return "\"%s\" is no name. Use letters, digits, _, - and dots.".formatted(name);
  }

  public static String belowMinimum(String word, String argument, int least, int got) {
    return "%s(...): %s must be at least %s, got %s.".formatted(word, argument, least, got);
  }

  public static String aboveMaximum(String word, String argument, int most, int got) {
    return "%s(...): %s must be at most %s, got %s."
        .formatted(word, argument, formatCount(most), formatCount(got));
  }

  public static String tooManyBlocks(int most) {
    return "a network is written out to %s blocks and layers at most. Repeat less."
        .formatted(formatCount(most));
  }

  public static String notDivisibleByGroups(String where, String what, int number, int groups) {
    return "\"%s\": %s %s cannot be shared out among %s groups. Take a number of groups that divides them."
        .formatted(where, number, what, groups);
  }

  public static String tooLarge(String what, double size) {
    return "%s holds %s numbers; an array takes %s at most. Take less of it."
        .formatted(what, formatCount(size), formatCount(Integer.MAX_VALUE));
  }

  private static String formatCount(double n) {
    return String.format(Locale.ROOT, "%,.0f", n);
  }

  public static String invalidFactor(String word, double got) {
    return "%s(...): the factor must be a number other than 0 that a float can hold, got %s."
        .formatted(word, got);
  }

  public static String notFinite(String word, String argument, double got) {
    return "%s(...): %s must be a number that a float can hold, got %s."
        .formatted(word, argument, got);
  }

  public static String cropsAll(LayerLocation site, int height, int width) {
    return "\"%s\" would crop all of %sx%s away. Crop less, or take a larger input."
        .formatted(site.path(), height, width);
  }

  public static String invalidFraction(String word, String argument, double got) {
    return "%s(...): %s must lie in [0, 1), got %s.".formatted(word, argument, got);
  }

  public static String invalidProbability(String word, String argument, double got) {
    return outOfRange(word, argument, 0, 1, got);
  }

  public static String outOfRange(
      String word, String argument, Number low, Number high, double got) {
    return "%s(...): %s must lie in [%s, %s], got %s.".formatted(word, argument, low, high, got);
  }

  public static String cropLargerThanInput(int height, int width, Object input) {
    return "randomCrop(%s, %s) needs pictures of at least this size, got %s. Take a larger input."
        .formatted(height, width, input);
  }

  public static String notPositive(String word, String argument, double got) {
    return "%s(...): %s must be above 0 in a float and finite, got %s."
        .formatted(word, argument, got);
  }

  public static String needsImages(Object input) {
    return "augmentation needs pictures (height x width x channels), got an input of %s units. Leave augment out, or take an input with sides."
        .formatted(input);
  }

  public static String invalidShape(int height, int width, int channels) {
    return "a shape needs sides and channels of at least 1, got %sx%sx%s."
        .formatted(height, width, channels);
  }

  public static String unparsableShape(String text) {
    return "\"%s\" is no shape. Write height x width x channels, for instance 224x224x3, or a number of units."
        .formatted(text);
  }

  public static String invalidPreprocessing(String name, Object mean, Object std, double scale) {
    return "preprocessing \"%s\" needs finite numbers: a mean and a deviation for each channel (or one for all), and neither a deviation nor a scale of 0, got mean %s, std %s, scale %s."
        .formatted(name, mean, std, scale);
  }

  public static String invalidLearningRate(double got) {
    return "a learning rate must be above 0, got %s.".formatted(got);
  }

  public static String noOutputs() {
    return "a graph needs an output. Give the place where it ends.";
  }

  public static String foreignTensor(String input) {
    return "what is wired here reads \"%s\" of another graph. Begin at what this graph's function is given."
        .formatted(input);
  }

  public static String ambiguousOutput(String reader, String part, Collection<String> ports) {
    return "\"%s\" reads \"%s\", which has several outputs. Say which: %s."
        .formatted(
            reader,
            part,
            ports.stream().map(p -> part + ":" + p).collect(Collectors.joining(", ")));
  }

  public static String unknownOutput(
      String reader, String part, String port, Collection<String> ports) {
    return "\"%s\" reads \"%s:%s\", but \"%s\" has no such output. %sIts outputs: %s."
        .formatted(
            reader, part, port, part, NameSuggestions.hint(port, ports), String.join(", ", ports));
  }

  public static String unknownTensor(String name, Collection<String> known) {
    return "no port \"%s\". %sPorts: %s."
        .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known));
  }

  public static String wrongInputCount(LayerLocation site, List<String> wanted) {
    return "\"%s\" takes %s inputs (%s), got %s: %s."
        .formatted(
            site.path(),
            wanted.size(),
            String.join(", ", wanted),
            site.inputs().size(),
            quoted(site.inputs()));
  }

  public static String noInputs(String network) {
    return "%s needs an input. Give one, for instance input(224, 224, 3).".formatted(network);
  }

  public static String unusedInput(String input) {
    return "no layer reads the input \"%s\". Wire it, or leave it out.".formatted(input);
  }

  public static String inputIsOutput(String input) {
    return "the input \"%s\" is given out as it is. Put a layer between.".formatted(input);
  }

  public static String duplicateOutput(String layer) {
    return "\"%s\" is given out twice. Give it once.".formatted(layer);
  }

  public static String severalInputs(String network, Collection<String> inputs) {
    return "%s has several inputs: %s. Say which.".formatted(network, String.join(", ", inputs));
  }

  public static String severalOutputs(String network, Collection<String> outputs) {
    return "%s gives several outputs: %s. Labels and a head need one; join them first."
        .formatted(network, String.join(", ", outputs));
  }

  /** A part of a graph that leads nowhere. */
  public static String unusedBlock(String part, String output) {
    return "\"%s\" is read by no part behind it and is not the output \"%s\". Join it to the others, or leave it out."
        .formatted(part, output);
  }

  /** A layer whose vertex would be called as the input's. */
  public static String inputNameClash(String path, String input) {
    return "\"%s\" would be the vertex \"%s\", which is an input. Give it another name."
        .formatted(path, input);
  }

  public static String notAJoin(String word) {
    return "branches(...) must end in a join that takes several inputs, add() or concat(); \"%s\" takes one."
        .formatted(word);
  }

  public static String joinNeedsBranches(LayerLocation site) {
    return "\"%s\" joins several inputs, but stands where there is one. Put it into branches(...) or a graph."
        .formatted(site.path());
  }

  public static String requiresOneInput(LayerLocation site) {
    return "\"%s\" takes one input, got %s: %s. Join them first, with plus or concat."
        .formatted(site.path(), site.inputs().size(), quoted(site.inputs()));
  }

  public static String unknownInput(String reader, String input, Collection<String> known) {
    return "\"%s\" reads \"%s\", which no part before it is called. %sKnown: %s."
        .formatted(
            reader,
            input,
            NameSuggestions.hint(input, known),
            String.join(", ", known.stream().sorted().toList()));
  }

  public static String paddingExceedsKernel(Object kernel, Object padding) {
    return "a pool with kernel %s must be padded by less than its kernel, got %s."
        .formatted(kernel, padding);
  }

  public static String softmaxOnFeatureMap(String where) {
    return "softmax in \"%s\" needs a vector, got a map. Put globalAverage() or flatten() before it."
        .formatted(where);
  }

  public static String softmaxOfOneUnit(String path) {
    return "softmax in \"%s\" has one value, which it makes 1 whatever it is. Take sigmoid for a yes or no, or at least two units."
        .formatted(path);
  }

  public static String softmaxOfFlattenedMap(String path) {
    return "\"%s\" is an output taken from a flattened map, whose units lie in another order than labels are counted in. Put dense(n) before it, or globalAverage() instead of flatten()."
        .formatted(path);
  }

  public static String needsFeatureMap(LayerLocation site, Object got) {
    return "\"%s\" needs a map (height x width x channels), got %s units from \"%s\". Put it before flatten() or the global pool."
        .formatted(site.path(), got, site.inputs().get(0));
  }

  public static String needsVector(LayerLocation site, Object got) {
    return "\"%s\" needs a vector, got the map %s from \"%s\". Put flatten() or globalAverage() before it."
        .formatted(site.path(), got, site.inputs().get(0));
  }

  public static String shrinksToNothing(
      LayerLocation site, int height, int width, Object kernel, Object stride) {
    return "\"%s\" would shrink %sx%s to nothing (kernel %s, stride %s)."
        .formatted(site.path(), height, width, kernel, stride);
  }

  /** Follows {@link #shrinksToNothing} where a larger input helps. */
  public static String inputTooSmall(int height, int width, int least) {
    return " Input %sx%s is too small; this network needs at least %sx%s."
        .formatted(height, width, least, least);
  }

  public static String cannotAdd(LayerLocation site, int i, Object first, int j, Object other) {
    return "cannot add \"%s\" (%s) and \"%s\" (%s) at \"%s\": shapes differ. A shortcut that changes them needs a convolution of its own."
        .formatted(site.inputs().get(i), first, site.inputs().get(j), other, site.path());
  }

  public static String incompatibleFlattenOrders(String path, Collection<String> inputs) {
    return "cannot add at \"%s\": %s are vectors of which one is a flattened map and another is none, or one of other sides. Add the maps before flatten(), or put a dense layer behind it."
        .formatted(path, quoted(List.copyOf(inputs)));
  }

  public static String cannotConcatenate(
      LayerLocation site, int i, Object first, int j, Object other) {
    return "cannot concatenate at \"%s\": \"%s\" gives %s but \"%s\" gives %s (height and width must match)."
        .formatted(site.path(), site.inputs().get(i), first, site.inputs().get(j), other);
  }

  /** Follows a join's message where other inputs fit. */
  public static String validInputSizes(List<Integer> sides) {
    return " Inputs that fit: %s."
        .formatted(sides.stream().map(s -> s + "x" + s).collect(Collectors.joining(", ")));
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
   * @param layers the paths of those within
   */
  public static String blockNotLayer(String network, String block, Collection<String> layers) {
    return "%s: \"%s\" is a block, where a layer is wanted. Its layers: %s."
        .formatted(network, block, quoted(layers));
  }

  public static String blockHasSeveralOutputs(
      String network, String block, Collection<String> outputs) {
    return "%s: \"%s\" gives several outputs: %s. Name one of them."
        .formatted(network, block, quoted(outputs));
  }

  public static String matchesNothing(String pattern, String network, Collection<String> paths) {
    return "\"%s\" matches nothing in %s. Its blocks: %s."
        .formatted(pattern, network, topLevelBlocks(paths));
  }

  public static String blockAfterHead(String network) {
    return "%s has its head already; blocks come before it.".formatted(network);
  }

  public static String emptyHead(String network) {
    return "%s: the head has no layers. Give it some, for instance head(globalAverage(), dense(n), softmax()), or leave it out."
        .formatted(network);
  }

  public static String reservedHeadName(String network) {
    return "%s: \"head\" is the name of a network's end. Use head(...) for it, and another name here."
        .formatted(network);
  }

  /** Whether a message says which inputs would fit. */
  public static boolean suggestsInputSizes(String message) {
    return message.contains("Inputs that fit");
  }

  public static String labelCountMismatch(String network, int labels, Object outputs) {
    return "%s has %s labels but its last layer gives %s. Size its last dense layer to the labels."
        .formatted(network, labels, outputs);
  }

  public static String invalidMultiplierRule(String rule) {
    return "\"%s\" is no rate rule. Write PATTERN=MULTIPLIER with a multiplier of 0 or more, for instance block1*=0."
        .formatted(rule);
  }

  public static String tableWithoutPooling(int block, String name) {
    return "block %s: \"%s\" pools, but the block has no pooling. Add pooling(kernel(2, 2), stride(2, 2))."
        .formatted(block, name);
  }

  public static String unknownTableLayer(int block, String name) {
    return "block %s: \"%s\" is no layer. Names with conv, ramp or pool in them are."
        .formatted(block, name);
  }

  public static String tableWithoutLayers(int block) {
    return "block %s has no layers. Add layers(\"Conv1 -> Ramp1 -> Pooling\").".formatted(block);
  }

  public static String tableRampWithoutConv(int block, String name) {
    return "block %s: \"%s\" must follow a convolution.".formatted(block, name);
  }

  /** All problems of one network: one is a sentence, several are a numbered list. */
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

  /** The first segments of the paths, once each. */
  private static String topLevelBlocks(Collection<String> paths) {
    return paths.stream()
        .map(p -> p.contains("/") ? p.substring(0, p.indexOf('/')) : p)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
