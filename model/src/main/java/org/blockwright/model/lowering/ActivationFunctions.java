package org.blockwright.model.lowering;

import org.blockwright.dsl.layer.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Maps activations to DL4J's. */
final class ActivationFunctions {
  private ActivationFunctions() {}

  static IActivation of(Activation activation) {
    return switch (activation.kind()) {
      case LINEAR -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case RELU6 -> new ActivationReLU6();
      case LEAKY_RELU -> new ActivationLReLU(activation.slope());
      case SWISH -> new ActivationSwish();
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case SOFTMAX -> new ActivationSoftmax();
    };
  }
}
