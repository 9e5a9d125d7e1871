package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.blockwright.zoo.weights.Pairing.Pair;

/** Files' contents and slots made up for tests of pairing. */
final class Made {
  private Made() {}

  /** What a file would hold that was saved from these slots, its layers renamed. */
  static FileContents file(String name, List<Slot> slots, UnaryOperator<String> rename) {
    return new FileContents(
        name,
        true,
        slots.stream()
            .map(s -> layer(s, rename.apply(s.name())))
            .collect(ImmutableList.toImmutableList()));
  }

  static FileContents file(String name, List<Slot> slots) {
    return file(name, slots, UnaryOperator.identity());
  }

  static FileLayer layer(Slot slot, String name) {
    ImmutableList.Builder<FileArray> arrays = ImmutableList.builder();
    for (Slot.Tensor tensor : slot.tensors()) {
      // The path tells which slot the layer was made from, whatever its name.
      String array = name + "/" + tensor.kind() + ":0";
      arrays.add(new FileArray(name, array, tensor.shape(), slot.name()));
    }
    return FileLayer.of(name, arrays.build());
  }

  /** The slot that a made-up layer was made from. */
  static String origin(Pair pair) {
    return pair.layer().arrays().get(0).path();
  }

  /** The same slots, those of one name with other shapes. */
  static List<Slot> reshaped(List<Slot> slots, String name, List<List<Integer>> shapes) {
    List<Slot> result = new ArrayList<>();
    for (Slot slot : slots) {
      if (!slot.name().equals(name)) {
        result.add(slot);
        continue;
      }
      ImmutableList.Builder<Slot.Tensor> tensors = ImmutableList.builder();
      for (int i = 0; i < shapes.size(); i++) {
        String kind = slot.tensors().get(i).kind();
        tensors.add(new Slot.Tensor(kind, ImmutableList.copyOf(shapes.get(i))));
      }
      result.add(
          new Slot(slot.name(), slot.kind(), tensors.build(), slot.head(), slot.automaticName()));
    }
    return result;
  }

  /** A dense layer of the head. */
  static Slot dense(String name, int in, int out, boolean head) {
    return new Slot(
        name,
        "Dense",
        ImmutableList.of(
            new Slot.Tensor("kernel", ImmutableList.of(in, out)),
            new Slot.Tensor("bias", ImmutableList.of(out))),
        head,
        AutomaticNames.isAutomatic(name));
  }

  static List<Slot> join(List<Slot> some, Slot... others) {
    List<Slot> all = new ArrayList<>(some);
    all.addAll(List.of(others));
    return all;
  }

  /** The slots up to and with one name. */
  static List<Slot> upTo(List<Slot> slots, String last) {
    List<String> names = slots.stream().map(Slot::name).toList();
    return slots.subList(0, names.indexOf(last) + 1);
  }
}
