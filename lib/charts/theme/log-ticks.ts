/** The ticks of a logarithmic axis within a range: these digits of each power of ten. */
export function logTicks(low: number, high: number, digits: readonly number[] = [1, 2, 5]): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .flatMap((power) => digits.map((digit) => Number((digit * 10 ** power).toPrecision(1))))
    .filter((value) => value >= low && value <= high);
}
