package org.blockwright.engine;

/** Tests that every executor must pass; each executor has a subclass. */
public abstract class ExecutorContract
    implements InferenceContract,
        StepContract,
        LossContract,
        AccumulationContract,
        RegularizationContract,
        GradientContract {}
