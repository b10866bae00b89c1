package dev.headrace.cli;

import dev.headrace.reports.Style;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * The program. The launcher tells it by system properties where the shipped files are ({@code headrace.home}) and
 * whether standard output and standard error are terminals ({@code headrace.tty.out}, {@code headrace.tty.err}).
 */
public final class Main {
    private static final long PATIENCE_MILLIS = 1000;

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        // Charts are drawn without a display.
        System.setProperty("java.awt.headless", "true");
        // In memory: a cache file wants a shutdown hook, which cannot be had when Ctrl-C has ended a run early.
        ImageIO.setUseCache(false);
        Charset charset =
                Charset.forName(System.getProperty("headrace.charset", System.getProperty("native.encoding", "UTF-8")));
        boolean color = Boolean.getBoolean("headrace.tty.out")
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
        boolean ascii = !charset.equals(StandardCharsets.UTF_8);
        int width = Boolean.getBoolean("headrace.tty.out")
                ? Context.width(Integer.getInteger("headrace.columns", Style.WIDTH))
                : Context.width(System.getenv("COLUMNS"));
        Style style = new Style(color, ascii, width);
        PrintWriter out = new PrintWriter(new TerminalWriter(writer(FileDescriptor.out, charset), color, "\n"));
        PrintWriter err = new PrintWriter(new TerminalWriter(writer(FileDescriptor.err, charset), false, "\n\r"));
        Path home = Path.of(System.getProperty("headrace.home", ""));
        Interrupts interrupts = new Interrupts();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupts::interrupt, "headrace-interrupt"));
        Context context =
                new Context(home, out, err, style, Boolean.getBoolean("headrace.tty.err"), PATIENCE_MILLIS, interrupts);
        int code = Headrace.execute(context, args);
        out.flush();
        err.flush();
        interrupts.end();
        System.exit(code);
    }

    private static Writer writer(FileDescriptor to, Charset charset) {
        return new BufferedWriter(new OutputStreamWriter(new FileOutputStream(to), charset));
    }
}
