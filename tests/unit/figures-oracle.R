# SPDX-License-Identifier: GPL-3.0-or-later
# What R makes of the data sets that test-figures writes: Rscript figures-oracle.R IN OUT
# IN: "set group follow wait answered promise" a line. OUT: lines that begin with what they are, in the order of IN.

suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
all <- read.table(arguments[1], col.names = c("set", "group", "follow", "wait", "answered", "promise"))
options(warn = 2)
out <- file(arguments[2], "w")
say <- function(...) cat(..., "\n", file = out)
number <- function(x) ifelse(is.na(x), "nan", sprintf("%.17g", x))

# survival 3.8-3 hands an explicit timefix = FALSE on to model.frame() and fails: make it the default instead.
formals(survdiff)$timefix <- FALSE

wilson <- function(k, n, level = 0.95) {
  if (n == 0) return(c(NA, NA, NA))
  t <- suppressWarnings(prop.test(k, n, conf.level = level, correct = FALSE))
  c(k / n, t$conf.int[1], t$conf.int[2])
}

for (set in split(all, all$set)) {
  set$x <- ifelse(set$answered == 1, set$wait, set$follow)
  shares <- list()
  for (g in split(set, set$group)) {
    label <- paste(g$set[1], g$group[1])
    f <- survfit(Surv(x, answered) ~ 1, data = g, conf.type = "log-log", timefix = FALSE)
    writeLines(paste("step", label, f$time, f$n.risk, f$n.event, f$n.censor,
                     number(1 - f$surv), number(1 - f$upper), number(1 - f$lower)), out)
    say("end", label, length(f$time))
    for (p in c(0.5, 0.9)) {
      first <- function(s) f$time[which(s <= 1 - p + 1e-12)[1]]
      say("quantile", label, p, number(first(f$surv)), number(first(f$lower)), number(first(f$upper)))
    }
    ripe <- g$follow >= g$promise
    k <- sum(ripe & g$answered == 1 & g$wait <= g$promise)
    w <- wilson(k, sum(ripe))
    say("share", label, k, sum(ripe), number(w[1]), number(w[2]), number(w[3]))
    shares[[length(shares) + 1]] <- c(k, sum(ripe))
  }
  n <- length(shares)
  if (n >= 2 && shares[[1]][2] > 0 && shares[[2]][2] > 0) {
    # Newcombe (1998), method 10, from prop.test's limits at the report's level.
    level <- 1 - 0.05 / (n * (n - 1) / 2)
    a <- wilson(shares[[1]][1], shares[[1]][2], level)
    b <- wilson(shares[[2]][1], shares[[2]][2], level)
    d <- a[1] - b[1]
    say("difference", set$set[1], number(d), number(d - sqrt((a[1] - a[2])^2 + (b[3] - b[1])^2)),
        number(d + sqrt((a[3] - a[1])^2 + (b[1] - b[2])^2)))
  }
  if (n >= 2) {
    # Its own p value warns where nothing happened at all.
    t <- tryCatch(suppressWarnings(survdiff(Surv(x, answered) ~ group, data = set)), error = function(e) NULL)
    if (is.null(t)) say("test", set$set[1], "nan", "nan", "nan") else {
      degrees <- sum(t$exp > 0) - 1
      say("test", set$set[1], number(t$chisq), degrees,
          if (degrees < 1) "nan" else number(pchisq(t$chisq, degrees, lower.tail = FALSE)))
    }
  }
}
for (p in c(1e-300, 1e-30, 1e-9, 1e-4, 0.001, 0.0125, 0.025, 0.1, 0.3, 0.499, 0.5, 0.6, 0.9, 0.975, 0.9999, 1 - 1e-12))
  say("normal", number(p), number(qnorm(p)))
for (degrees in c(1:12, 25, 50)) for (x in c(1e-8, 0.01, 0.5, 1, 3.84, 10, 40, 200, 700, 1400))
  say("chi", number(x), degrees, number(pchisq(x, degrees, lower.tail = FALSE)))
say("done")
close(out)
