package org.blockwright.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;

/**
 * An inference request of the Open Inference Protocol, with one tensor of images:
 *
 * <ul>
 *   <li>{@code BYTES}, {@code [images]}: image files in base64, since JSON has no bytes
 *   <li>{@code UINT8}, {@code [images, height, width, channels]}: pixels, of any size
 *   <li>{@code FP32}, {@code [images, height, width, channels]}: preprocessed values, of the size
 *       of the input
 * </ul>
 *
 * @param id given by the client; empty without one
 * @param items the images
 * @param outputs names of the outputs that are wanted; empty for all
 */
record InferenceRequest(
    Optional<String> id, ImmutableList<Item> items, ImmutableList<String> outputs) {

  private static final JsonFactory JSON = new JsonFactory();

  /** An image that is to be preprocessed, or preprocessed values. */
  record Item(Optional<ImageSource> image, Optional<float[]> values) {}

  int size() {
    return items.size();
  }

  /**
   * Parses a body.
   *
   * @throws HttpProblem 400 if it is not a valid request for the network
   */
  static InferenceRequest parse(byte[] body, Network network, ServerOptions options) {
    Optional<String> id = Optional.empty();
    List<Tensor> inputs = List.of();
    List<String> outputs = List.of();
    try (JsonParser json = JSON.createParser(body)) {
      require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "id" -> {
            require(value == JsonToken.VALUE_STRING, "\"id\" is not a string");
            id = Optional.of(json.getText());
          }
          case "inputs" -> inputs = tensors(json, value);
          case "outputs" -> outputs = names(json, value);
          default -> json.skipChildren();
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT, "it ends early");
      require(json.nextToken() == null, "it has text after the JSON object");
    } catch (IOException e) {
      throw ServeProblems.invalidJson(reason(e));
    }
    require(inputs.size() == 1, "\"inputs\" must have one tensor, got " + inputs.size());
    String input = network.inputs().get(0).name();
    Tensor tensor = inputs.get(0);
    require(
        input.equals(tensor.name),
        "\"inputs\" has the tensor %s, expected %s".formatted(quoted(tensor.name), quoted(input)));
    List<String> known = network.graph().outputs();
    for (String output : outputs) {
      require(
          known.contains(output),
          "there is no output %s; outputs: %s".formatted(quoted(output), String.join(", ", known)));
    }
    return new InferenceRequest(
        id, tensor.items(network.input(), options), ImmutableList.copyOf(outputs));
  }

  private static String reason(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JacksonException json
        ? ServeProblems.shown(json.getOriginalMessage())
        : "it cannot be read";
  }

  private static String quoted(String text) {
    return '"' + ServeProblems.shown(text) + '"';
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw ServeProblems.invalidJson(problem);
    }
  }

  private static List<Tensor> tensors(JsonParser json, JsonToken start) throws IOException {
    require(start == JsonToken.START_ARRAY, "\"inputs\" is not an array");
    List<Tensor> tensors = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      tensors.add(Tensor.read(json));
    }
    require(json.currentToken() == JsonToken.END_ARRAY, "\"inputs\" has a value that is no object");
    return tensors;
  }

  private static List<String> names(JsonParser json, JsonToken start) throws IOException {
    require(start == JsonToken.START_ARRAY, "\"outputs\" is not an array");
    List<String> names = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isName = json.currentName().equals("name");
        JsonToken value = json.nextToken();
        if (isName && value == JsonToken.VALUE_STRING) {
          names.add(json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    require(
        json.currentToken() == JsonToken.END_ARRAY, "\"outputs\" has a value that is no object");
    return names;
  }

  /** A tensor as it is in the JSON; its data may come before its type. */
  private static final class Tensor {
    private String name = "";
    private String datatype = "";
    private final List<Long> shape = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private float[] numbers = new float[1024];
    private int count;
    private boolean whole = true;

    static Tensor read(JsonParser json) throws IOException {
      Tensor tensor = new Tensor();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "name" -> tensor.name = text(json, value, field);
          case "datatype" -> tensor.datatype = text(json, value, field);
          case "shape" -> tensor.readShape(json, value);
          case "data" -> tensor.readData(json, value);
          default -> json.skipChildren();
        }
      }
      require(json.currentToken() == JsonToken.END_OBJECT, "it ends early");
      return tensor;
    }

    private static String text(JsonParser json, JsonToken value, String field) throws IOException {
      require(value == JsonToken.VALUE_STRING, "\"%s\" is not a string".formatted(field));
      return json.getText();
    }

    private void readShape(JsonParser json, JsonToken start) throws IOException {
      require(start == JsonToken.START_ARRAY, "\"shape\" is not an array");
      while (json.nextToken() == JsonToken.VALUE_NUMBER_INT && shape.size() < 8) {
        shape.add(json.getLongValue());
      }
      require(json.currentToken() == JsonToken.END_ARRAY, "\"shape\" is not an array of integers");
    }

    /** Reads an array, flat or nested. */
    private void readData(JsonParser json, JsonToken start) throws IOException {
      require(start == JsonToken.START_ARRAY, "\"data\" is not an array");
      int depth = 1;
      while (depth > 0) {
        JsonToken token = json.nextToken();
        require(token != null, "it ends early");
        switch (token) {
          case START_ARRAY -> depth++;
          case END_ARRAY -> depth--;
          case VALUE_STRING -> texts.add(json.getText());
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json.getFloatValue());
          default -> require(false, "\"data\" has a value that is neither number nor string");
        }
      }
    }

    private void number(float value) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = value;
      whole &= value >= 0 && value <= 255 && value == (int) value;
    }

    ImmutableList<Item> items(Shape input, ServerOptions options) {
      return switch (datatype) {
        case "BYTES" -> files(options);
        case "UINT8" -> pixels(options);
        case "FP32" -> values(input, options);
        default ->
            throw ServeProblems.invalidJson(
                "\"datatype\" must be BYTES, UINT8 or FP32, got " + quoted(datatype));
      };
    }

    private void requireRank(int rank, String form) {
      require(
          shape.size() == rank, "%s needs the shape %s, got %s".formatted(datatype, form, shape));
    }

    private int images(ServerOptions options) {
      long images = shape.get(0);
      require(
          images >= 1 && images <= options.maxImages(),
          "it must have 1 to %s images, got %s".formatted(options.maxImages(), images));
      return (int) images;
    }

    private void requireCount(long expected, long got) {
      require(
          expected == got,
          "the shape %s has %s values, but \"data\" has %s".formatted(shape, expected, got));
    }

    private ImmutableList<Item> files(ServerOptions options) {
      requireRank(1, "[images]");
      int images = images(options);
      require(count == 0, "data of BYTES must be strings in base64");
      requireCount(images, texts.size());
      ImmutableList.Builder<Item> items = ImmutableList.builder();
      for (String text : texts) {
        try {
          items.add(
              new Item(
                  Optional.of(
                      ImageSource.of(Base64.getDecoder().decode(text), options.maxPixels())),
                  Optional.empty()));
        } catch (IllegalArgumentException e) {
          throw ServeProblems.invalidJson("data of BYTES must be strings in base64");
        }
      }
      return items.build();
    }

    private ImmutableList<Item> pixels(ServerOptions options) {
      requireRank(4, "[images, height, width, channels]");
      int images = images(options);
      long height = shape.get(1);
      long width = shape.get(2);
      long channels = shape.get(3);
      require(
          height >= 1
              && width >= 1
              && height <= options.maxPixels()
              && width <= options.maxPixels()
              && height * width <= options.maxPixels(),
          "images must have 1 to %s pixels, got %s x %s"
              .formatted(options.maxPixels(), width, height));
      require(channels == 1 || channels == 3, "images must have 1 or 3 channels, got " + channels);
      require(texts.isEmpty() && whole, "data of UINT8 must be whole numbers from 0 to 255");
      int size = Math.toIntExact(height * width * channels);
      requireCount((long) images * size, count);
      ImmutableList.Builder<Item> items = ImmutableList.builder();
      for (int i = 0; i < images; i++) {
        byte[] samples = new byte[size];
        for (int k = 0; k < size; k++) {
          samples[k] = (byte) (int) numbers[i * size + k];
        }
        Image image = Image.of((int) height, (int) width, (int) channels, samples);
        items.add(new Item(Optional.of(ImageSource.of(image)), Optional.empty()));
      }
      return items.build();
    }

    private ImmutableList<Item> values(Shape input, ServerOptions options) {
      requireRank(4, "[images, height, width, channels]");
      int images = images(options);
      List<Long> expected =
          List.of(
              (long) images, (long) input.height(), (long) input.width(), (long) input.channels());
      require(
          shape.equals(expected),
          "the shape of FP32 must be %s, got %s".formatted(expected, shape));
      require(texts.isEmpty(), "data of FP32 must be numbers");
      int size = (int) input.size();
      requireCount((long) images * size, count);
      ImmutableList.Builder<Item> items = ImmutableList.builder();
      for (int i = 0; i < images; i++) {
        float[] values = Arrays.copyOfRange(numbers, i * size, (i + 1) * size);
        for (float value : values) {
          require(Float.isFinite(value), "data of FP32 has a number that is too large");
        }
        items.add(new Item(Optional.empty(), Optional.of(Layout.toNchw(values, input))));
      }
      return items.build();
    }
  }
}
