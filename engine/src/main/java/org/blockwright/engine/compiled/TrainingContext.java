package org.blockwright.engine.compiled;

/** What the steps of all operations of training use. */
record TrainingContext(
    ProgramBuilder program, TrainingPlan plan, Gradients gradients, ParameterMemory parameters) {

  TrainingContext(ProgramBuilder program, TrainingPlan plan, ParameterMemory parameters) {
    this(program, plan, new Gradients(program, plan), parameters);
  }

  Value value(String name) {
    return program.value(name);
  }

  ActivationGradient activations() {
    return new ActivationGradient(program, gradients);
  }
}
