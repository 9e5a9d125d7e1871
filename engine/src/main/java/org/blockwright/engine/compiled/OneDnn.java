package org.blockwright.engine.compiled;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.dnnl_memory_desc_handle;
import org.bytedeco.dnnl.dnnl_memory_handle;
import org.bytedeco.dnnl.dnnl_post_ops_handle;
import org.bytedeco.dnnl.dnnl_primitive_attr_handle;
import org.bytedeco.dnnl.dnnl_primitive_desc_handle;
import org.bytedeco.dnnl.dnnl_primitive_handle;
import org.bytedeco.dnnl.dnnl_stream_handle;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory_desc_vector;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;

/** The oneDNN library: its CPU engine, and short forms for descriptors. */
final class OneDnn {
  static final int INFERENCE = dnnl.prop_kind.forward_inference.value;
  static final int TRAINING = dnnl.prop_kind.forward_training.value;

  private static final long LOADING_STACK_BYTES = 8L << 20;

  /** Layouts of images with the same element order as a blocked or plain layout of any size. */
  private static final memory.format_tag[] IMAGE_LAYOUTS = {
    memory.format_tag.nchw,
    memory.format_tag.nhwc,
    memory.format_tag.nChw16c,
    memory.format_tag.nChw8c,
    memory.format_tag.nChw4c
  };

  private OneDnn() {}

  /** The engine; it lives as long as the process. */
  private static final class Cpu {
    static final engine ENGINE = create();

    /** Creates it in a scope that is never closed, so that no scope of a caller frees it. */
    @SuppressWarnings("unchecked")
    private static engine create() {
      try (PointerScope scope = new PointerScope(engine.class)) {
        engine result = new engine(engine.kind.cpu, 0);
        scope.extend();
        return result;
      }
    }
  }

  /** Returns why the library cannot be loaded, or nothing. */
  static Optional<Throwable> loadFailure() {
    try {
      load();
      return cpu().isNull() ? Optional.of(new IllegalStateException("no CPU")) : Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(e);
    }
  }

  /**
   * Loads the library on a thread of its own: its static initializers need more than 512 kB of
   * stack, and a process ends without a message if the thread of a caller has less left.
   */
  private static void load() {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                Loader.load(dnnl.class);
              } catch (LinkageError | RuntimeException e) {
                failure.set(e);
              }
            },
            "load-onednn",
            LOADING_STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    Uninterruptibles.joinUninterruptibly(thread);
    if (failure.get() != null) {
      Throwables.throwIfUnchecked(failure.get());
    }
  }

  /** Returns the newest instruction set that oneDNN uses, a value of {@link dnnl.cpu_isa}. */
  static int instructionSet() {
    return dnnl.get_effective_cpu_isa().value;
  }

  static engine cpu() {
    return Cpu.ENGINE;
  }

  /** Opens a scope that owns the native objects which this thread creates until it is closed. */
  @SuppressWarnings("unchecked")
  static PointerScope scope() {
    return new PointerScope(
        dnnl_memory_handle.class,
        dnnl_memory_desc_handle.class,
        dnnl_primitive_handle.class,
        dnnl_primitive_desc_handle.class,
        dnnl_primitive_attr_handle.class,
        dnnl_post_ops_handle.class,
        dnnl_stream_handle.class,
        IntMemoryMap.class,
        memory_desc_vector.class);
  }

  /** Runs a primitive and waits for it. */
  static void runOnce(primitive operation, IntMemoryMap arguments) {
    stream stream = new stream(cpu());
    operation.execute(stream, arguments);
    stream._wait();
  }

  /** Describes floats in a layout. */
  static memory.desc describe(memory.format_tag layout, long... dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, layout);
  }

  /** Describes floats with strides. */
  static memory.desc strided(long[] dimensions, long[] strides) {
    long[] valid = strides.clone();
    long length = 1;
    for (long size : dimensions) {
      length *= size;
    }
    for (int i = 0; i < valid.length; i++) {
      // Strides of single elements have no meaning, but oneDNN rejects overlaps.
      valid[i] = dimensions[i] == 1 ? length : valid[i];
    }
    return new memory.desc(dimensions, memory.data_type.f32, valid);
  }

  /** Leaves the choice of the layout to a primitive. */
  static memory.desc any(long... dimensions) {
    return describe(memory.format_tag.any, dimensions);
  }

  /** Describes floats in the order of the dimensions, as in ND4J's C order. */
  static memory.desc plain(long... dimensions) {
    return describe(
        switch (dimensions.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.nc;
          default -> memory.format_tag.nchw;
        },
        dimensions);
  }

  /** Describes an image of another size in the layout of an image, or else in NCHW. */
  static memory.desc imageLike(Tensor image, long... dimensions) {
    for (memory.format_tag layout : IMAGE_LAYOUTS) {
      if (image.desc().equals(describe(layout, image.dimensions()))) {
        return describe(layout, dimensions);
      }
    }
    return plain(dimensions);
  }

  /**
   * Returns attributes with scratch memory from the caller.
   *
   * @param sum whether the result is added to the destination
   * @param activation applied to the result; ignored unless element-wise
   */
  static primitive_attr attributes(boolean sum, Nonlinearity activation) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    post_ops operations = new post_ops();
    if (sum) {
      operations.append_sum();
    }
    if (activation.isElementWise() && !activation.isIdentity()) {
      operations.append_eltwise(
          algorithm(activation.kind()), activation.alpha(), activation.beta());
    }
    attributes.set_post_ops(operations);
    return attributes;
  }

  static primitive_attr attributes() {
    return attributes(false, Nonlinearity.IDENTITY);
  }

  static int algorithm(Nonlinearity.Kind kind) {
    return switch (kind) {
      case IDENTITY -> dnnl.algorithm.eltwise_linear.value;
      case RELU -> dnnl.algorithm.eltwise_relu.value;
      case CLIP -> dnnl.algorithm.eltwise_clip_v2.value;
      case SIGMOID -> dnnl.algorithm.eltwise_logistic.value;
      case TANH -> dnnl.algorithm.eltwise_tanh.value;
      case SWISH -> dnnl.algorithm.eltwise_swish.value;
      case ELU -> dnnl.algorithm.eltwise_elu.value;
      case HARD_SIGMOID -> dnnl.algorithm.eltwise_hardsigmoid.value;
      case SOFTPLUS -> dnnl.algorithm.eltwise_soft_relu.value;
      case MISH -> dnnl.algorithm.eltwise_mish.value;
      case SOFTMAX -> dnnl.algorithm.softmax_accurate.value;
    };
  }
}
