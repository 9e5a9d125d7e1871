package org.blockwright.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.ParameterSlice;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The DL4J configuration of a model file, as a tree that is only compared with that of the lowered
 * description. It names Java classes, which would be created if DL4J read it: a file of a stranger
 * could name any class. So the graph is always that of the description.
 */
final class StoredConfiguration {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERTICES = "vertices";

  /** What connects the vertices. */
  private static final ImmutableSet<String> CONNECTIONS =
      ImmutableSet.of("networkInputs", "networkOutputs", "vertexInputs");

  /** What decides the parameters of a layer: their number and where each value lies. */
  private static final ImmutableSet<String> SIZES =
      ImmutableSet.of("nin", "nout", "kernelSize", "hasBias", "depthMultiplier");

  /** What changes neither parameters nor outputs: settings of a training with stock DL4J. */
  private static final ImmutableSet<String> OF_TRAINING =
      ImmutableSet.of(
          "backpropType",
          "biasInit",
          "biasUpdater",
          "cacheMode",
          "defaultConfiguration",
          "epochCount",
          "gainInit",
          "gradientNormalization",
          "gradientNormalizationThreshold",
          "inferenceWorkspaceMode",
          "iterationCount",
          "iupdater",
          "maxNumLineSearchIterations",
          "miniBatch",
          "minimize",
          "optimizationAlgo",
          "regularization",
          "regularizationBias",
          "seed",
          "stepFunction",
          "tbpttBackLength",
          "tbpttFwdLength",
          "topologicalOrder",
          "topologicalOrderStr",
          "trainingWorkspaceMode",
          "variables",
          "weightInitFn");

  private static final ImmutableSet<String> UPDATERS =
      Stream.of(
              AdaDelta.class,
              AdaGrad.class,
              AdaMax.class,
              Adam.class,
              AMSGrad.class,
              Nadam.class,
              Nesterovs.class,
              NoOp.class,
              RmsProp.class,
              Sgd.class)
          .map(Class::getName)
          .collect(ImmutableSet.toImmutableSet());

  private final JsonNode stored;

  private StoredConfiguration(JsonNode stored) {
    this.stored = stored;
  }

  /**
   * Parses a configuration.
   *
   * @throws IOException if it is not JSON
   */
  static StoredConfiguration parse(String json) throws IOException {
    return new StoredConfiguration(JSON.readTree(json));
  }

  /**
   * Requires that the configuration is that of a network.
   *
   * @param complete whether all settings of layers are compared. Otherwise only those that decide
   *     the parameters: another version may have lowered the network with other settings
   * @throws IOException with the reason
   */
  void requireSame(LoweredNetwork lowered, boolean complete) throws IOException {
    JsonNode expected = JSON.readTree(lowered.configuration().toJson());
    for (LoweredLayer layer : lowered.layers()) {
      for (LoweredParameter parameter : layer.parameters()) {
        for (ParameterSlice slice : parameter.slices()) {
          if (!sameSizes(layer(expected, slice.vertex()), layer(stored, slice.vertex()))) {
            throw new IOException(ModelProblems.missingParameters(layer.name()));
          }
        }
      }
    }
    boolean sameGraph =
        CONNECTIONS.stream().allMatch(key -> expected.path(key).equals(stored.path(key)))
            && Lists.newArrayList(expected.path(VERTICES).fieldNames())
                .equals(Lists.newArrayList(stored.path(VERTICES).fieldNames()));
    if (!sameGraph || complete && !sameOutputs(expected, stored)) {
      throw new IOException(ModelProblems.differentNetworks());
    }
  }

  /**
   * Returns the DL4J updaters of the layers, by vertex. Of the stored ones only names of DL4J's own
   * classes and numbers are used; an updater with a schedule is skipped.
   */
  Map<String, IUpdater> updaters() throws IOException {
    ImmutableMap.Builder<String, IUpdater> updaters = ImmutableMap.builder();
    for (String vertex : Lists.newArrayList(stored.path(VERTICES).fieldNames())) {
      JsonNode updater = layer(stored, vertex).path("iupdater");
      if (isPlain(updater)) {
        updaters.put(
            vertex, NeuralNetConfiguration.mapper().readValue(updater.toString(), IUpdater.class));
      }
    }
    return updaters.buildOrThrow();
  }

  private static boolean isPlain(JsonNode updater) {
    return UPDATERS.contains(updater.path("@class").asText())
        && updater.properties().stream()
            .allMatch(
                property ->
                    property.getKey().equals("@class")
                        || property.getValue().isNumber()
                        || property.getValue().isNull());
  }

  private static JsonNode layer(JsonNode configuration, String vertex) {
    return configuration.path(VERTICES).path(vertex).path("layerConf").path("layer");
  }

  private static boolean sameSizes(JsonNode expected, JsonNode found) {
    return parameterClass(expected).equals(parameterClass(found))
        && SIZES.stream().allMatch(key -> expected.path(key).equals(found.path(key)));
  }

  /**
   * Returns the class of a layer with such parameters: an output layer is a dense layer with a
   * loss, which earlier versions left out.
   */
  private static String parameterClass(JsonNode layer) {
    String name = layer.path("@class").asText();
    return name.equals(OutputLayer.class.getName()) ? DenseLayer.class.getName() : name;
  }

  /** Returns whether two trees are the same apart from settings of training. */
  private static boolean sameOutputs(JsonNode expected, JsonNode found) {
    if (expected.isObject() && found.isObject()) {
      Set<String> keys = new TreeSet<>();
      addKeys(expected, keys);
      addKeys(found, keys);
      return keys.stream().allMatch(key -> sameOutputs(expected.path(key), found.path(key)));
    }
    if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
      Iterator<JsonNode> others = found.iterator();
      for (JsonNode element : expected) {
        if (!sameOutputs(element, others.next())) {
          return false;
        }
      }
      return true;
    }
    return expected.equals(found);
  }

  private static void addKeys(JsonNode object, Set<String> keys) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!OF_TRAINING.contains(property.getKey())) {
        keys.add(property.getKey());
      }
    }
  }
}
