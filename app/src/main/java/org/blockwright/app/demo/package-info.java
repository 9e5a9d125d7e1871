/**
 * The demo: transfer learning on handwritten digits, with pictures, a description and weights that
 * are shipped beside it.
 *
 * <pre>{@code
 * RunFolder folder = RunFolder.next(Path.of("runs"), "demo");
 * Demo demo = new Demo(Progress.silent(), () -> false, job -> job);
 * Comparison found = demo.run(folder, List.of("blockwright", "demo")).orElseThrow();
 * System.out.println(found.pairs().get(0).with().accuracy());
 * System.out.println(found);
 * }</pre>
 */
package org.blockwright.app.demo;
