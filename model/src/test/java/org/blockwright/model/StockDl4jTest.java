package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.activation;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.averagePool;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.ceilPad;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.crop;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.globalMax;
import static org.blockwright.dsl.Layers.leakyRelu;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.relu6;
import static org.blockwright.dsl.Layers.samePad;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.separableConv;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.swish;
import static org.blockwright.dsl.Layers.zeroPad;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A JVM without Blockwright opens a saved model with stock DL4J and computes the same. */
class StockDl4jTest {
  private static final String PROGRAM =
      """
      import java.io.File;
      import org.deeplearning4j.nn.graph.ComputationGraph;
      import org.nd4j.linalg.api.buffer.DataType;
      import org.nd4j.linalg.api.ndarray.INDArray;
      import org.nd4j.linalg.factory.Nd4j;

      class Stock {
        public static void main(String[] files) throws Exception {
          try {
            Class.forName("org.blockwright.model.Model");
            throw new IllegalStateException("Blockwright is on the class path");
          } catch (ClassNotFoundException e) {
            System.out.println("stock");
          }
          for (String file : files) {
            ComputationGraph graph = ComputationGraph.load(new File(file), true);
            INDArray input = Nd4j.linspace(DataType.FLOAT, -1, 2.0 / 323, 324).reshape(2, 2, 9, 9);
            StringBuilder line = new StringBuilder("output");
            for (float value : graph.outputSingle(input).dup('c').data().asFloat()) {
              line.append(' ').append(value);
            }
            System.out.println(line);
          }
        }
      }
      """;

  @TempDir Path folder;

  /** Contains every kind of layer and every activation. */
  private static Network network(int groups) {
    return Network.named("all")
        .input(9, 9, 2)
        .block("a", scale(0.5), conv(4, 3).dilation(2), batchNorm(), leakyRelu(0.25))
        .block("b", samePad(3, 2), conv(6, 3).groups(groups), batchNorm().noGamma(), relu6())
        .block(
            "c",
            branches(
                concat(),
                branch(zeroPad(1), depthwiseConv(3).pad(0).multiplier(2), swish()),
                branch(separableConv(4, 3).activation(Activation.SIGMOID)),
                branch(
                    crop(1, 0, 0, 1),
                    averagePool(2).stride(1).same(),
                    zeroPad(1, 0),
                    crop(0, 0, 0, 0)),
                branch(ceilPad(3, 2), activation(Activation.LINEAR), conv(2, 1), relu())))
        .block(
            "d",
            maxPool(2),
            branches(add(), branch(conv(4, 3), activation(Activation.TANH)), branch(conv(4, 1))))
        .block(
            "e",
            branches(concat(), branch(globalMax()), branch(globalAverage()), branch(flatten())))
        .head(batchNorm(), dropout(0.5), dense(3).activation(Activation.TANH), dense(2), softmax());
  }

  @Test
  void networkContainsEveryKindOfLayer() {
    assertThat(network(2).graph().nodes().stream().map(n -> (Object) n.layer().getClass()))
        .contains((Object[]) Layer.class.getPermittedSubclasses());
  }

  @Test
  void jvmWithoutBlockwrightComputesTheSame() throws Exception {
    INDArray input = Nd4j.linspace(-1, 1, 324).castTo(Nd4j.dataType()).reshape(2, 2, 9, 9);
    List<String> files = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    // Networks with grouped convolutions are lowered without input types.
    for (int groups : new int[] {1, 2}) {
      Path file = folder.resolve("groups" + groups + ".zip");
      try (Model model = Model.create(network(groups), 3)) {
        ReferenceCheck.randomize(model);
        expected.add(model.predict(input).dup('c').data().asFloat());
        model.save(file);
      }
      files.add(file.toString());
    }

    List<String> lines = runStockDl4j(files);

    assertThat(lines).contains("stock");
    List<float[]> outputs =
        lines.stream().filter(l -> l.startsWith("output ")).map(StockDl4jTest::numbers).toList();
    assertThat(outputs).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(outputs.get(i)).containsExactly(expected.get(i), within(1e-5f));
    }
  }

  private static float[] numbers(String line) {
    String[] fields = line.split(" ");
    float[] values = new float[fields.length - 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(fields[i + 1]);
    }
    return values;
  }

  private List<String> runStockDl4j(List<String> files) throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("Stock.java"), PROGRAM);
    String libraries =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !containsBlockwright(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    libraries,
                    program.toString()),
                files.stream())
            .toList();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  /** Whether a folder or jar of the class path contains Blockwright's classes. */
  private static boolean containsBlockwright(Path entry) {
    if (Files.isDirectory(entry)) {
      return Files.isDirectory(entry.resolve("org/blockwright"));
    }
    if (!Files.exists(entry)) {
      return false;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      return jar.stream().anyMatch(e -> e.getName().startsWith("org/blockwright/"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
