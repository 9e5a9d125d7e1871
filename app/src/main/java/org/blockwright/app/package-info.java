/**
 * The command line: one class per subcommand, each a thin layer over other modules.
 *
 * <pre>{@code
 * blockwright zoo
 * blockwright summary vgg16 --depth 1
 * blockwright train --model mobilenet --cut conv_pw_12_relu --weights FILE --head global-average \
 *     --freeze '*' --data images --out runs/first
 * blockwright predict runs/first/model.zip image.jpg
 * }</pre>
 *
 * Results go to stdout, progress and notices to stderr. Exit codes: 0 success, 1 error in the
 * input, the data or the machine, 2 wrong usage, 130 interrupted.
 */
package org.blockwright.app;
