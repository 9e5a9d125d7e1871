package org.blockwright.weights;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.NameSuggestions;
import org.blockwright.base.WeightsException;

/** Every message about weights that cannot be read or written, one method each, one line each. */
final class WeightsProblems {
  private static final int MAX_LISTED = 12;

  private WeightsProblems() {}

  static WeightsException missing(Path path) {
    return new WeightsException(
        "%s: no such weights file. Check the path; \"zoo NETWORK\" shows where pretrained weights come from."
            .formatted(path));
  }

  static WeightsException notAFile(Path path) {
    return new WeightsException(
        "%s is a folder, not a weights file. Give the path of the .h5 or .keras file in it."
            .formatted(path));
  }

  static WeightsException empty(String file) {
    return new WeightsException("%s is empty (0 bytes). Download it again.".formatted(file));
  }

  static WeightsException notHdf5(String file) {
    return new WeightsException(
        "%s is not an HDF5 file. Supported are Keras's .h5, .weights.h5 and .keras files."
            .formatted(file));
  }

  static WeightsException truncated(String file, long bytes, long expected) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s is truncated: %,d of %,d bytes. Download it again.",
            file,
            bytes,
            expected));
  }

  static WeightsException damaged(String file, Throwable cause) {
    return new WeightsException(
        "%s is damaged: %s. Download it again.".formatted(file, reason(cause)), cause);
  }

  static WeightsException unsupportedHdf5Feature(String file, Throwable cause) {
    return new WeightsException(
        "%s uses an unsupported HDF5 feature: %s. Write it with libver=\"earliest\", as Keras does."
            .formatted(file, reason(cause)),
        cause);
  }

  static WeightsException damagedArray(String file, FileArray array, Throwable cause) {
    return new WeightsException(
        "%s is damaged at array \"%s\" of layer \"%s\": %s. Download it again."
            .formatted(file, array.name(), array.layer(), reason(cause)),
        cause);
  }

  static WeightsException unreadable(String file, Exception cause) {
    return new WeightsException(
        "%s cannot be read: %s. Check permissions and the disk.".formatted(file, reason(cause)),
        cause);
  }

  static WeightsException theano(String file) {
    return new WeightsException(
        "%s contains Theano kernels, which have a different layout. Use the file with tf_kernels in its name."
            .formatted(file));
  }

  static WeightsException noLayers(String file, Collection<String> groups) {
    return new WeightsException(
        "%s is an HDF5 file without Keras weights: expected layer_names, model_weights or layers, found the groups %s. Save the weights with Keras's save_weights."
            .formatted(file, quote(groups)));
  }

  static WeightsException noWeights(String file) {
    return new WeightsException(
        "%s contains no weights: all its layers are empty. Save it from a built model."
            .formatted(file));
  }

  static WeightsException missingGroup(String file, String layer) {
    return new WeightsException(
        "%s lists layer \"%s\" but contains no group of that name. The file is damaged; download it again."
            .formatted(file, layer));
  }

  static WeightsException missingArray(String file, String layer, String name) {
    return new WeightsException(
        "%s: layer \"%s\" lists \"%s\" but contains no array of that name. The file is damaged; download it again."
            .formatted(file, layer, name));
  }

  static WeightsException notFloat(String file, FileArray array) {
    return new WeightsException(
        "%s: \"%s\" of layer \"%s\" is stored as %s; supported are float16, float32 and float64. Save it as float32."
            .formatted(file, array.name(), array.layer(), array.unsupportedType()));
  }

  static WeightsException notFinite(String file, FileArray array, float value) {
    return new WeightsException(
        "%s: \"%s\" of layer \"%s\" contains %s in float32. Training diverged, or the file is damaged; use weights without NaN and infinite values."
            .formatted(file, array.name(), array.layer(), value));
  }

  static WeightsException opaque(String file, Throwable cause) {
    return new WeightsException(
        "%s contains numbers of a type unknown to HDF5, such as Keras's bfloat16; supported are float16, float32 and float64. Save it as float32."
            .formatted(file),
        cause);
  }

  static WeightsException tooLarge(
      String file, String layer, String name, long bytes, long fileBytes) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s: \"%s\" of layer \"%s\" claims %,d bytes, but the file has %,d. The file is damaged; download it again.",
            file,
            name,
            layer,
            bytes,
            fileBytes));
  }

  static WeightsException archiveWithoutWeights(String file) {
    return new WeightsException(
        "%s is a zip file without model.weights.h5, so it is not a .keras file. Supported are Keras's .h5, .weights.h5 and .keras files."
            .formatted(file));
  }

  static DescriptionException cycle(String layer) {
    return new DescriptionException(
        "Layer \"%s\" depends on its own output. Layers must not form a cycle.".formatted(layer));
  }

  static DescriptionException unknownInput(String layer, String input, Collection<String> known) {
    return new DescriptionException(
        "Layer \"%s\" takes \"%s\" as input, which is not a layer of the network. %sUse the name of an existing layer."
            .formatted(layer, input, NameSuggestions.hint(input, known)));
  }

  static WeightsException shapeMismatch(
      String file, String tensor, List<Integer> shape, int values) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "%s: \"%s\" has shape %s, but %,d values were given. Pass one value per element.",
            file,
            tensor,
            TensorMismatch.shapeText(shape),
            values));
  }

  static WeightsException verificationFailed(String file, String layer) {
    return new WeightsException(
        "%s: layer \"%s\" reads back differently from what was written; the file was not saved. Check the disk and write it again."
            .formatted(file, layer));
  }

  private static String reason(Throwable cause) {
    if (cause == null) {
      return "fewer values than its header declares";
    }
    if (cause instanceof StackOverflowError) {
      return "a group contains itself";
    }
    if (Throwables.getRootCause(cause) instanceof OutOfMemoryError) {
      return "a length in it exceeds the memory";
    }
    boolean plain = cause instanceof IOException && cause.getMessage() != null;
    String text = plain ? cause.getMessage() : rootCauseMessage(cause);
    return text.replaceAll("\\s+", " ").strip();
  }

  private static String rootCauseMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** Formats names for a one-line message: the first twelve, then how many more there are. */
  static String formatNames(List<String> names) {
    String shown = quote(names.subList(0, Math.min(MAX_LISTED, names.size())));
    return names.size() > MAX_LISTED
        ? shown + " and %s more".formatted(names.size() - MAX_LISTED)
        : shown;
  }

  static String quote(Collection<String> names) {
    return names.isEmpty() ? "none" : "\"" + String.join("\", \"", names) + "\"";
  }

  static String notVgg16(String name, int layers) {
    return "vgg16: the pretrained model %s has %s layers with weights before its head, which are not the 13 convolutions of VGG16. Use a vgg16 model."
        .formatted(name, layers);
  }

  static String noPreprocessing(String network) {
    return "%s has no preprocessing, which the conversion of the first kernel to grayscale needs. Set it with network.preprocessing(...)."
        .formatted(network);
  }

  static String noGrayscaleInput(String network, String input) {
    return "%s has the input %s: a first kernel is converted to grayscale only for an input of one channel. Use --input HxWx1, or omit --gray-kernel."
        .formatted(network, input);
  }

  static String notFirstConvolution(String network, String layer) {
    return "%s: no kernel can be converted to grayscale, since \"%s\" takes the input and is neither a convolution without groups nor padding. Use an input of 3 channels."
        .formatted(network, layer);
  }

  static String noPlaceForOffset(String network, String layer) {
    return "%s: the channel means cannot be folded into \"%s\", since it has no bias and no batch norm follows. Use --gray-kernel luma, or an input of 3 channels."
        .formatted(network, layer);
  }

  static String channelMismatch(int channels, int pretrained) {
    return "vgg16: the pretrained kernels expect %s input channels, the images have %s. Use images with %s channels, or grayscale images with kernels for 3 channels."
        .formatted(pretrained, channels, pretrained);
  }
}
