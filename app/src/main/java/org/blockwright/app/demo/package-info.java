/**
 * The demo: transfer learning on handwritten digits, with bundled images, network description and
 * weights.
 *
 * <pre>{@code
 * RunDirectory folder = RunDirectory.createNext(Path.of("runs"), "demo");
 * Demo demo = new Demo(Progress.silent(), () -> false, job -> job);
 * DemoResult result = demo.run(folder, List.of("blockwright", "demo")).orElseThrow();
 * System.out.println(result.comparisons().get(0).pretrained().accuracy());
 * System.out.println(result);
 * }</pre>
 */
package org.blockwright.app.demo;
