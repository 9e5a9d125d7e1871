package org.blockwright.tuning.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The process that runs a trial.
 *
 * @param machine identifies the machine since it was started, and the container
 * @param pid number of the process
 * @param started start time of the process, because numbers are used again
 */
record Owner(String machine, long pid, String started) {
  /** Key of the user attribute with the process of a trial. */
  static final String KEY = "process";

  private static final Owner CURRENT = current(ProcessHandle.current());

  static Owner current() {
    return CURRENT;
  }

  private static Owner current(ProcessHandle process) {
    return new Owner(
        hostName() + bootId() + processNamespace(), process.pid(), startOf(process).orElse(""));
  }

  /** Returns whether the process has certainly ended; false on another machine. */
  boolean hasEnded() {
    return machine.equals(CURRENT.machine)
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .filter(p -> startOf(p).orElse(started).equals(started))
            .isEmpty();
  }

  private static Optional<String> startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String bootId() {
    try {
      return "/" + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static String processNamespace() {
    try {
      return "/" + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return "";
    }
  }

  String json(String token) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("machine", machine);
    tree.put("pid", pid);
    tree.put("started", started);
    tree.put("token", token);
    return Distributions.toJson(tree);
  }

  static Owner of(String json) {
    JsonNode tree = Distributions.parse(json);
    return new Owner(
        tree.path("machine").asText(), tree.path("pid").asLong(), tree.path("started").asText());
  }
}
