package dev.headrace.reports;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.jfree.chart.ui.Drawable;

/** A chart that is laid out: draws itself to pixels, twice as fine as it is laid out, or to SVG. */
public final class Figure {
    static final int SCALE = 2;

    private final String title;
    private final Drawable drawing;
    private final int width;
    private final int height;

    /** One of a size in points; {@code title} is for readers who cannot see it. */
    Figure(String title, Drawable drawing, int width, int height) {
        this.title = title;
        this.drawing = drawing;
        this.width = width;
        this.height = height;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void draw(Graphics2D graphics, double x, double y) {
        drawing.draw(graphics, new Rectangle2D.Double(x, y, width, height));
    }

    /** As pixels. */
    BufferedImage image() {
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            draw(graphics, 0, 0);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    /** The bytes of a PNG file. */
    byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image(), "png", out);
        return out.toByteArray();
    }

    /** A whole SVG file, in which black is black. */
    String svgFile() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + svg(false);
    }

    /** An SVG element for a page, whose colour is that of what would be black. */
    String svgElement() {
        return svg(true);
    }

    private String svg(boolean inherit) {
        StringBuilder out = new StringBuilder(String.format(
                        Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" ", width, height))
                .append("font-family=\"DejaVu Sans, Verdana, sans-serif\" role=\"img\" aria-label=\"")
                .append(Text.escape(title))
                .append("\">\n");
        SvgGraphics graphics = new SvgGraphics(out, inherit);
        draw(graphics, 0, 0);
        graphics.dispose();
        return out.append("</svg>\n").toString();
    }

    /** A bare container may have no fonts, which Java reports as all kinds of throwables, each time another. */
    static void requireFonts() throws IOException {
        try {
            ChartLook.font(Font.PLAIN, 12).getStringBounds("x", new FontRenderContext(null, true, true));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new IOException(
                    "no charts: Java finds no fonts here; install fontconfig and a font such as DejaVu", e);
        }
    }
}
